namespace Resile.Messaging;

/// <summary>What became of many dead letters at once.</summary>
/// <param name="Done">How many were replayed or discarded.</param>
/// <param name="Refused">How many stayed, because they are no messages that could be replayed.</param>
public readonly record struct DeadLetterSweep(long Done, long Refused);
