using System.Diagnostics.Metrics;

namespace Resile.Messaging.Diagnostics;

/// <summary>A counter that can also be read: for the snapshot and for rates.</summary>
internal sealed class Tally(Counter<long> instrument)
{
    private long _total;

    /// <summary>Gets the sum since the start.</summary>
    public long Total => Interlocked.Read(ref _total);

    /// <summary>Counts.</summary>
    public void Add(int count = 1)
    {
        Interlocked.Add(ref _total, count);
        instrument.Add(count);
    }
}
