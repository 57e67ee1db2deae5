namespace Resile;

/// <summary>Marks a part of a durable message that nobody but its handlers is to read: it is encrypted where it is stored and while it travels.</summary>
/// <remarks>
/// On a parameter of a method whose message the build writes, or on a property of a message type. It needs keys: see <c>Resile:Messaging:Protection</c>. What carries
/// it is never written to logs, spans or the lists of dead letters by Resile.
/// </remarks>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;
