namespace Resile;

/// <summary>What becomes of calls that arrive while a component is down.</summary>
public enum PendingCalls
{
    /// <summary>They wait for the next generation, within their own time and a bounded queue.</summary>
    Queue,

    /// <summary>They fail at once.</summary>
    Fail,
}
