namespace Resile.Recovery.Detection;

/// <summary>What a look at the machine shows.</summary>
/// <param name="Queued">How long the item waits that was queued to the thread pool last, or how long it has waited.</param>
/// <param name="HasRun">Whether that item has run; the next look is about another one then.</param>
/// <param name="Paused">How long the process was paused for the collection of garbage, since it began.</param>
internal readonly record struct StallSigns(TimeSpan Queued, bool HasRun, TimeSpan Paused)
{
    /// <summary>Gets what a machine shows that does not stall.</summary>
    public static StallSigns None => new(TimeSpan.Zero, HasRun: true, TimeSpan.Zero);
}
