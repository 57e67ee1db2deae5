namespace Resile.Recovery.Detection;

/// <summary>Measures how long an item waits for a thread of the pool, one at a time, and asks the collector for its pauses.</summary>
internal sealed class MachineStallSensor(TimeProvider time) : IStallSensor, IThreadPoolWorkItem
{
    private long _queuedAt;
    private long _ranAt;

    /// <inheritdoc/>
    public StallSigns Look()
    {
        var ranAt = Volatile.Read(ref _ranAt);
        var queuedAt = _queuedAt;
        var hasRun = queuedAt == 0 || ranAt != 0;
        var queued = queuedAt == 0 ? TimeSpan.Zero : time.GetElapsedTime(queuedAt, ranAt != 0 ? ranAt : time.GetTimestamp());
        if (hasRun)
        {
            _queuedAt = time.GetTimestamp();
            Volatile.Write(ref _ranAt, 0);

            // Behind what waits already, as the continuations of calls are.
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        return new StallSigns(queued, hasRun, GC.GetTotalPauseDuration());
    }

    void IThreadPoolWorkItem.Execute() => Volatile.Write(ref _ranAt, time.GetTimestamp());
}
