namespace Resile.Recovery.Supervision;

/// <summary>Why a component restarts.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Failed">The component that has failed, where it was another.</param>
internal sealed record RestartCause(RecoveryReason Reason, string? Failed = null);
