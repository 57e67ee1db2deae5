namespace Resile;

/// <summary>Declares that calling the method twice with the same arguments has the effect of calling it once.</summary>
/// <remarks>
/// A balanced client may send such a call again on another endpoint, and a supervised component may replay it on its next
/// generation. <c>[Get]</c>, <c>[Put]</c> and <c>[Delete]</c> methods are idempotent without saying so.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class IdempotentAttribute : Attribute;
