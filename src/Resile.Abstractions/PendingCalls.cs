namespace Resile;

/// <summary>What becomes of calls while a component is down: of those that arrive, and of those that it took down with it.</summary>
public enum PendingCalls
{
    /// <summary>Those that arrive wait for the next generation, within their own time and a bounded queue. None is made a second time.</summary>
    Queue,

    /// <summary>Those that arrive fail at once. None is made a second time.</summary>
    Fail,

    /// <summary>Those that arrive wait, and calls of <c>[Idempotent]</c> methods under which their generation failed are made again on the next one.</summary>
    Replay,
}
