namespace Resile.Recovery;

/// <summary>How a supervisor stands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parent">The supervisor that it stands under; null where that is the system.</param>
/// <param name="Strategy">Which of its children restart when one of them fails.</param>
/// <param name="State">Its state: <see cref="ComponentState.Open"/> also while single children are down.</param>
/// <param name="Restarts">How often it was restarted with all its children because of its own failure.</param>
/// <param name="Children">How many components and supervisors stand directly under it, those of a pool included.</param>
/// <param name="Open">How many of those are up.</param>
public sealed record SupervisorSnapshot(
    string Name, string? Parent, SupervisionStrategy Strategy, ComponentState State, long Restarts, int Children, int Open);
