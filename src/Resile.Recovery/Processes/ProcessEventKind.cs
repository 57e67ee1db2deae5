namespace Resile.Recovery.Processes;

/// <summary>What happened to a watched process.</summary>
public enum ProcessEventKind
{
    /// <summary>It was started.</summary>
    Started,

    /// <summary>It ended by itself, as it should: exit code 0, or 78, which asks for no restart.</summary>
    Ended,

    /// <summary>It ended as it should not, or asked for a restart by exit code 75.</summary>
    Crashed,

    /// <summary>It is started again after a pause.</summary>
    Restarting,

    /// <summary>It was started too often, and is left alone.</summary>
    GivenUp,

    /// <summary>It was told to end, and ended.</summary>
    Stopped,

    /// <summary>It said by READY=1 that it serves.</summary>
    Ready,

    /// <summary>It did not say in time that it serves, that it makes progress, or did not end after it said so; it is killed, and started again.</summary>
    Unresponsive,
}
