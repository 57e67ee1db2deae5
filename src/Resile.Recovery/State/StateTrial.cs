namespace Resile.Recovery.State;

/// <summary>A generation that was given a state, which is judged by what becomes of it.</summary>
internal sealed class StateTrial(int generation)
{
    /// <summary>Gets the number of the generation.</summary>
    public int Generation { get; } = generation;

    /// <summary>Gets or sets how far it came.</summary>
    public RestoreStep Step { get; set; }

    /// <summary>Gets or sets the time stamp at which it began to take calls.</summary>
    public long OpenedAt { get; set; }
}
