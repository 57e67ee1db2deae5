namespace Resile.Recovery;

/// <summary>How all that is supervised in this process stands.</summary>
/// <param name="Components">The components, in the order of their start; those of pools are left out.</param>
/// <param name="ServiceRestarts">How often a whole service was restarted.</param>
/// <param name="IsSystemRestarting">Whether the process has asked to be started again.</param>
public sealed record SupervisionSnapshot(IReadOnlyList<ComponentSnapshot> Components, long ServiceRestarts, bool IsSystemRestarting)
{
    /// <summary>Gets the supervisors, each before those under it.</summary>
    public IReadOnlyList<SupervisorSnapshot> Supervisors { get; init; } = [];

    /// <summary>Gets how much the process doubts its judgement, because the machine stalls: from 0, not at all, to 7; limits are (1 + this) times as long.</summary>
    public int SelfDoubt { get; init; }

    /// <summary>Gets how often a component was restarted, over all components.</summary>
    public long Restarts => Components.Sum(static component => component.Restarts);
}
