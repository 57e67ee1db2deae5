namespace Resile.Testing;

/// <summary>A time during which a server stands still.</summary>
/// <param name="Start">When it begins, from the beginning of the simulation.</param>
/// <param name="Duration">How long it lasts.</param>
public readonly record struct SimulatedFreeze(TimeSpan Start, TimeSpan Duration);
