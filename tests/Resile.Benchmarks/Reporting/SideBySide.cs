using System.Diagnostics;

namespace Resile.Benchmarks.Reporting;

/// <summary>Measures contenders in interleaved batches, so that whatever else the machine does falls on all of them alike.</summary>
internal static class SideBySide
{
    private const int Batches = 41;

    // The compiler looks at what runs often after a pause without new code, and again with what it has seen: less than this finds it at work.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);

    /// <summary>Measures the contenders, a batch of each in turn.</summary>
    /// <param name="iterations">How many operations a batch has.</param>
    /// <param name="contenders">What is measured.</param>
    public static async Task<IReadOnlyList<Measurement>> MeasureAsync(int iterations, params Contender[] contenders)
    {
        var batches = contenders.Select(static _ => new List<Batch>()).ToArray();
        var warmUp = Stopwatch.StartNew();
        while (warmUp.Elapsed < WarmUp)
        {
            await RunAsync(iterations, contenders, batches).ConfigureAwait(false);
        }

        Array.ForEach(batches, static each => each.Clear());
        for (var batch = 0; batch < Batches; batch++)
        {
            await RunAsync(iterations, contenders, batches).ConfigureAwait(false);
        }

        return [.. contenders.Select((contender, index) =>
            new Measurement(contender.Name, Least(batches[index].Select(static batch => batch.Nanoseconds)), batches[index].Min(static batch => batch.Bytes)))];
    }

    private static async Task RunAsync(int iterations, Contender[] contenders, List<Batch>[] batches)
    {
        for (var index = 0; index < contenders.Length; index++)
        {
            var allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
            var start = Stopwatch.GetTimestamp();
            await contenders[index].RunAsync(iterations).ConfigureAwait(false);
            var elapsed = Stopwatch.GetElapsedTime(start);
            var allocated = GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore;
            batches[index].Add(new(elapsed.TotalNanoseconds / iterations, Math.Floor((double)allocated / iterations)));
        }
    }

    // What nothing disturbed: the tenth percentile of the batches.
    private static double Least(IEnumerable<double> times) => times.Order().ElementAt(Batches / 10);

    private readonly record struct Batch(double Nanoseconds, double Bytes);
}
