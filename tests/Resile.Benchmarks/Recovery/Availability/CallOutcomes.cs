namespace Resile.Benchmarks.Recovery.Availability;

/// <summary>What became of the calls.</summary>
/// <param name="Name">What was called.</param>
/// <param name="Calls">How many calls there were.</param>
/// <param name="Failed">How many of them failed.</param>
/// <param name="Faults">How many faults there were.</param>
/// <param name="Percentile">The 99th percentile of the times of those that did not fail.</param>
internal sealed record CallOutcomes(string Name, int Calls, int Failed, int Faults, TimeSpan Percentile)
{
    /// <summary>Gets how many calls failed for each fault.</summary>
    public double FailedPerFault => (double)Failed / Math.Max(Faults, 1);
}
