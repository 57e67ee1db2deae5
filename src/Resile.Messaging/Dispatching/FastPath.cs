using Resile.Messaging.Diagnostics;
using Resile.Messaging.Storage;
using Resile.Messaging.Transport;

namespace Resile.Messaging.Dispatching;

/// <summary>Publishes rows from their sender's memory as soon as they are committed, while a lease lasts: nobody has to read them.</summary>
/// <remarks>
/// It takes only what the reader would publish now: of a share that is held, while the transport is there and the window has room. All the rest, and what could not
/// be published, is in the store and is read. Rows with an order are never taken: the reader alone knows what comes before them.
/// </remarks>
/// <param name="lease">The lease.</param>
/// <param name="circuit">Whether the transport takes publications.</param>
/// <param name="window">What rows enter.</param>
/// <param name="rows">What publishes them.</param>
/// <param name="signal">Wakes the reader.</param>
/// <param name="failpoints">The steps at which tests kill the process.</param>
/// <param name="time">The clock.</param>
/// <param name="publishing">Gives publications up.</param>
internal sealed class FastPath(
    IOutboxLease lease,
    TransportCircuit circuit,
    PublicationWindow window,
    RowPublisher rows,
    OutboxSignal signal,
    Failpoints failpoints,
    TimeProvider time,
    CancellationToken publishing)
{
    /// <summary>Takes a row, and publishes it on another thread.</summary>
    /// <param name="key">The row's key.</param>
    /// <param name="message">The message.</param>
    /// <param name="committingSince">When its commit began, as a timestamp of the clock.</param>
    /// <returns><see langword="false"/> when the row has to be read, or was read meanwhile.</returns>
    public bool TryTake(OutboxKey key, OutboxMessage message, long committingSince)
    {
        // Beyond that time the window may have forgotten that the reader has published the row already.
        if (circuit.IsOpen || time.GetElapsedTime(committingSince) >= PublicationWindow.Memory || !lease.Holds(key) || !window.TryHandOver(key))
        {
            return false;
        }

        ThreadPool.UnsafeQueueUserWorkItem(
            static taken => _ = taken.Path.PublishAsync(taken.Record), (Path: this, Record: new OutboxRecord(key, 0, message)), preferLocal: false);
        return true;
    }

    private async Task PublishAsync(OutboxRecord record)
    {
        failpoints.Reach(Failpoints.OutboxRead);
        if (await rows.PublishAsync(record, settled: null, publishing).ConfigureAwait(false) == PublishOutcome.Unavailable)
        {
            signal.Set();
        }
    }
}
