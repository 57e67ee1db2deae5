namespace Resile.LoadBalancing.Policies;

/// <summary>What the end of a call says of its endpoint.</summary>
public enum CallResult
{
    /// <summary>The endpoint answered; a refusal of the request (a 4xx status) is an answer, too.</summary>
    Answered,

    /// <summary>The endpoint answered that it is in trouble, lost the connection or let the deadline pass.</summary>
    Failed,

    /// <summary>No connection came about; no byte of the request left.</summary>
    Unreachable,

    /// <summary>The endpoint answered that it has more to do than it can (429): it is sound, but should get fewer calls for a while.</summary>
    Overloaded,

    /// <summary>The caller gave up before the endpoint had answered; this says nothing for or against it.</summary>
    Cancelled,
}
