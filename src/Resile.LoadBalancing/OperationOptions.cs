namespace Resile.LoadBalancing;

/// <summary>What can be set for one operation of a contract.</summary>
public sealed class OperationOptions
{
    /// <summary>Gets or sets the time that a call may take in all, its retries included.</summary>
    /// <value>More than zero. The default, null, is the operation's <c>[Deadline]</c>, else the deadline of the client.</value>
    public TimeSpan? Deadline { get; set; }

    /// <summary>Gets or sets the share of the calls that may be sent twice because they take unusually long, for an operation that carries <c>[Hedge]</c>.</summary>
    /// <value>0 to 0.5; 0 sends none twice. The default, null, is the attribute's.</value>
    public double? MaxExtraLoad { get; set; }
}
