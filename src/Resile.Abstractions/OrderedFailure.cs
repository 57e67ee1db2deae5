namespace Resile;

/// <summary>What becomes of the messages behind one that fails, where they have an order.</summary>
public enum OrderedFailure
{
    /// <summary>They wait, until it has been dealt with: it succeeds at a later attempt, or somebody replays or discards it.</summary>
    Block,

    /// <summary>They go on without it as soon as it is a dead letter.</summary>
    Park,
}
