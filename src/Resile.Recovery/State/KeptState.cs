namespace Resile.Recovery.State;

/// <summary>A state that was captured.</summary>
/// <param name="Value">The copy.</param>
/// <param name="Generation">The number of the generation that it comes from.</param>
/// <param name="At">The time stamp of the moment before it was taken.</param>
internal sealed record KeptState(object Value, int Generation, long At);
