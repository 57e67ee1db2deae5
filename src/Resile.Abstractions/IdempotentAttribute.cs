namespace Resile;

/// <summary>Declares that calling the method twice with the same arguments has the effect of calling it once.</summary>
/// <remarks>
/// A balanced client may send such a call again on another endpoint, and a supervised component replays it on its next
/// generation. For balanced clients, <c>[Get]</c>, <c>[Put]</c> and <c>[Delete]</c> methods are idempotent without saying so; what is replayed has to say so itself.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class IdempotentAttribute : Attribute
{
    /// <summary>Gets or sets how often a supervised component replays a call whose generation crashed, hung or was given up under it.</summary>
    /// <value>
    /// 1; from 0, which is never, to 10. A call that makes every generation fail costs a restart each time. Where an argument can be used once only, as a
    /// <see cref="System.IO.Stream"/>, nothing is replayed.
    /// </value>
    public int Replays { get; set; } = 1;
}
