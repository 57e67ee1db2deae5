using Resile.Messaging.Dispatching;
using Resile.Messaging.Storage;
using Resile.Messaging.Transport;

namespace Resile.Messaging.Diagnostics;

/// <inheritdoc/>
internal sealed class MessagingMonitor(
    IMessageStore store,
    StoreStartup startup,
    IEnvelopeTransport transport,
    UnsubscribedDestinations unsubscribed,
    OutboxReadings readings,
    MessagingMetrics metrics,
    TimeProvider time)
    : IMessagingMonitor
{
    private const int MostBlockedKeys = 100;

    /// <inheritdoc/>
    public async Task<MessagingSnapshot> ReadAsync(CancellationToken cancellationToken)
    {
        await startup.EnsureReadyAsync(cancellationToken).ConfigureAwait(false);
        var blocked = await store.DeadLetters.ReadBlockedKeysAsync(MostBlockedKeys, cancellationToken).ConfigureAwait(false);
        var outbox = await store.Outbox.ReadStatisticsAsync(cancellationToken).ConfigureAwait(false);
        return new MessagingSnapshot
        {
            Enqueued = metrics.Enqueued.Total,
            Published = metrics.Published.Total,
            Handled = metrics.Handled.Total,
            Duplicates = metrics.Duplicates.Total,
            Retries = metrics.Retries.Total,
            Redeliveries = metrics.Redeliveries.Total,
            DeadLettered = metrics.DeadLetters.Total,
            OutboxDepth = outbox.Depth,
            OldestAge = OutboxReadings.AgeOf(outbox, time.GetUtcNow()),
            WaitingRedeliveries = await store.Redeliveries.CountAsync(cancellationToken).ConfigureAwait(false),
            DeadLetters = await store.DeadLetters.CountAsync(new DeadLetterFilter(), cancellationToken).ConfigureAwait(false),
            Unsubscribed = [.. unsubscribed.All.Keys.Select(static destination => destination.ToString())],
            BlockedKeys = [.. blocked.Select(static key => key.ToString())],
            TransportAvailable = transport.IsAvailable,
            Pressure = readings.Pressure,
        };
    }
}
