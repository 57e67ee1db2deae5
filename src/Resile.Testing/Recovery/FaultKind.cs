namespace Resile.Testing.Recovery;

/// <summary>What can happen to a component.</summary>
public enum FaultKind
{
    /// <summary>It throws in a way that restarts it at once.</summary>
    Throw,

    /// <summary>A call on it never returns. That is noticed after <c>HangAfter</c>.</summary>
    Hang,

    /// <summary>It throws, and its next start fails.</summary>
    FailStart,

    /// <summary>It throws, and the state that the next generation is given is corrupt, where there is one.</summary>
    CorruptSnapshot,

    /// <summary>It throws what its contract would list as <see cref="FailureAction.Escalate"/>.</summary>
    Escalate,

    /// <summary>It throws what its contract would list as <see cref="FailureAction.Stop"/>.</summary>
    Stop,

    /// <summary>It throws, and its disposal takes a while.</summary>
    SlowDispose,

    /// <summary>Its restart is asked for.</summary>
    Restart,
}
