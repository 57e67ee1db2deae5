namespace Resile.Recovery.Processes;

/// <summary>Something that happened to a watched process.</summary>
/// <param name="Timestamp">When.</param>
/// <param name="Name">The name of the process.</param>
/// <param name="Kind">What.</param>
/// <param name="ProcessId">Its id; 0 where there is none.</param>
/// <param name="ExitCode">Its exit code, where it ended.</param>
/// <param name="Delay">The pause before the next start.</param>
public sealed record ProcessEvent(
    DateTimeOffset Timestamp, string Name, ProcessEventKind Kind, int ProcessId, int? ExitCode = null, TimeSpan Delay = default)
{
    /// <summary>Gets what it did not do, where it is unresponsive.</summary>
    public string? Error { get; init; }
}
