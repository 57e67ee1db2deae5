namespace Resile.LoadBalancing;

/// <summary>What can be set for one operation of a contract.</summary>
public sealed class OperationOptions
{
    /// <summary>Gets or sets the time that a call may take in all, its retries included.</summary>
    /// <value>More than zero. The default, null, is the operation's <c>[Deadline]</c>, else the deadline of the client.</value>
    public TimeSpan? Deadline { get; set; }
}
