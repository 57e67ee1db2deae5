namespace Resile;

/// <summary>
/// Sends a call that takes unusually long a second time, to another endpoint, and takes the answer that comes first. For idempotent operations alone.
/// </summary>
/// <remarks>
/// How long is unusual is measured: with <see cref="MaxExtraLoad"/> at 0.01, longer than 99 of 100 calls take. Jeffrey Dean and Luiz André Barroso,
/// "The Tail at Scale", 2013, call it a hedged request.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class HedgeAttribute : Attribute
{
    /// <summary>Gets or sets the share of the calls that may be sent twice.</summary>
    /// <value>More than 0, at most 0.5. The default is 0.01.</value>
    public double MaxExtraLoad { get; set; } = 0.01;
}
