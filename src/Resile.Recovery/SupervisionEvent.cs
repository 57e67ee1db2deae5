namespace Resile.Recovery;

/// <summary>Something that happened under supervision.</summary>
/// <param name="Timestamp">When.</param>
/// <param name="Kind">What.</param>
/// <param name="Supervisor">The supervisor of the component, or the service itself; empty where the whole process is meant.</param>
/// <param name="Component">The component; null where the whole service or system is meant.</param>
/// <param name="Generation">The generation that it is about; 0 where there is none.</param>
/// <param name="Error">What went wrong, if something did.</param>
/// <param name="Delay">The pause before the next start, or the time that the recovery took.</param>
public sealed record SupervisionEvent(
    DateTimeOffset Timestamp,
    SupervisionEventKind Kind,
    string Supervisor,
    string? Component,
    int Generation,
    string? Error = null,
    TimeSpan Delay = default)
{
    /// <summary>Gets why the component restarts; null where it does not.</summary>
    public RecoveryReason? Reason { get; init; }

    /// <summary>Gets the component whose failure took this one along, where <see cref="Reason"/> is <see cref="RecoveryReason.RestartedAlong"/>.</summary>
    public string? CausedBy { get; init; }
}
