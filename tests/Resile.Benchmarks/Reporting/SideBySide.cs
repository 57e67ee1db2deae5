using System.Diagnostics;

namespace Resile.Benchmarks.Reporting;

/// <summary>Measures contenders in interleaved batches, so that whatever else the machine does falls on all of them alike.</summary>
internal static class SideBySide
{
    private const int WarmUpBatches = 12;
    private const int Batches = 41;

    /// <summary>Measures the contenders, a batch of each in turn.</summary>
    /// <param name="iterations">How many operations a batch has.</param>
    /// <param name="contenders">What is measured.</param>
    public static async Task<IReadOnlyList<Measurement>> MeasureAsync(int iterations, params Contender[] contenders)
    {
        var times = contenders.Select(static _ => new List<double>()).ToArray();
        var bytes = contenders.Select(static _ => double.MaxValue).ToArray();
        for (var batch = -WarmUpBatches; batch < Batches; batch++)
        {
            for (var index = 0; index < contenders.Length; index++)
            {
                var allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
                var start = Stopwatch.GetTimestamp();
                await contenders[index].RunAsync(iterations).ConfigureAwait(false);
                var elapsed = Stopwatch.GetElapsedTime(start);
                var allocated = GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore;
                if (batch >= 0)
                {
                    times[index].Add(elapsed.TotalNanoseconds / iterations);
                    bytes[index] = Math.Min(bytes[index], Math.Floor((double)allocated / iterations));
                }
            }
        }

        return [.. contenders.Select((contender, index) => new Measurement(contender.Name, Least(times[index]), bytes[index]))];
    }

    // What nothing disturbed: the tenth percentile of the batches.
    private static double Least(List<double> values)
    {
        values.Sort();
        return values[values.Count / 10];
    }
}
