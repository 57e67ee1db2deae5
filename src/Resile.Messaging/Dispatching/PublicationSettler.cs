using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Resile.Messaging.Diagnostics;
using Resile.Messaging.Storage;
using Resile.Messaging.Transport;

namespace Resile.Messaging.Dispatching;

/// <summary>Writes to the store what became of publications, in batches: while one is written, the next gathers.</summary>
/// <remarks>A row leaves the window only when it is settled, so that no read can publish it again meanwhile.</remarks>
internal sealed partial class PublicationSettler(
    IMessageStore store,
    UnsubscribedDestinations unsubscribed,
    MessagingMetrics metrics,
    Failpoints failpoints,
    IOptions<MessagingOptions> options,
    JitterSource jitter,
    TimeProvider time,
    ILogger<PublicationSettler> logger)
{
    private const int LargestBatch = 1024;

    private static readonly TimeSpan ShortestUnroutablePause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestUnroutablePause = TimeSpan.FromSeconds(5);

    private readonly Backoff _rejected = new(TimeSpan.FromMilliseconds(250), TimeSpan.FromMinutes(5), jitter);
    private readonly Backoff _storeAway = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5), jitter);

    /// <summary>Settles what comes until the channel is completed.</summary>
    /// <param name="publications">The rows with their results, none of them <see cref="PublishOutcome.Unavailable"/>.</param>
    /// <param name="window">What settled rows leave.</param>
    /// <param name="cancellationToken">Gives up: what is not settled is published again later.</param>
    public async Task RunAsync(
        ChannelReader<Publication> publications, PublicationWindow window, CancellationToken cancellationToken)
    {
        var batch = new List<Publication>(LargestBatch);
        while (await publications.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < LargestBatch && publications.TryRead(out var publication))
            {
                batch.Add(publication);
            }

            var held = await SettleAsync(batch, cancellationToken).ConfigureAwait(false);
            window.Settle(batch.Where(publication => !held.ContainsKey(publication.Record.Key)).Select(static publication => publication.Record.Key));
            foreach (var publication in batch)
            {
                publication.Settled?.TrySetResult(held.TryGetValue(publication.Record.Key, out var pause) ? pause : null);
            }
        }
    }

    /// <returns>The rows that keep their place in the outbox, and after which pause they are tried again.</returns>
    private async Task<Dictionary<OutboxKey, TimeSpan>> SettleAsync(List<Publication> batch, CancellationToken cancellationToken)
    {
        var held = new Dictionary<OutboxKey, TimeSpan>();
        var confirmed = new List<OutboxKey>(batch.Count);
        var deferred = new List<OutboxDeferral>();
        var buried = new List<OutboxBurial>();
        foreach (var publication in batch)
        {
            Sort(publication, confirmed, held, deferred, buried);
        }

        if (confirmed.Count > 0)
        {
            failpoints.Reach(Failpoints.Deleting);
            await PersistAsync(token => store.Outbox.DeleteAsync(confirmed, token), cancellationToken).ConfigureAwait(false);
            failpoints.Reach(Failpoints.Deleted);
            metrics.Published.Add(confirmed.Count);
        }

        if (deferred.Count > 0)
        {
            await PersistAsync(token => store.Outbox.DeferAsync(deferred, token), cancellationToken).ConfigureAwait(false);
        }

        if (buried.Count > 0)
        {
            await PersistAsync(token => store.Outbox.BuryAsync(buried, token), cancellationToken).ConfigureAwait(false);
            metrics.DeadLetters.Add(buried.Count);
        }

        return held;
    }

    private void Sort(
        Publication publication,
        List<OutboxKey> confirmed,
        Dictionary<OutboxKey, TimeSpan> held,
        List<OutboxDeferral> deferred,
        List<OutboxBurial> buried)
    {
        var (record, result, isExpired, _) = publication;
        var attempts = record.Attempts + 1;
        var now = time.GetUtcNow();
        switch (result.Outcome)
        {
            case PublishOutcome.Confirmed when isExpired:
                Log.Expired(logger, record.Message.MessageId, record.Message.Destination);
                buried.Add(new OutboxBurial(record.Key, record.Attempts, DeadLetterReasons.Expired, "It expired before it could be published.", now));
                break;

            case PublishOutcome.Confirmed:
                unsubscribed.Remove(record.Message.Destination);
                metrics.Lag.Record(Math.Max(0, (now - record.Message.CreatedAt).TotalSeconds));
                confirmed.Add(record.Key);
                break;

            case PublishOutcome.Unroutable:
                metrics.Returned.Add();
                unsubscribed.Add(record.Message.Destination);

                // Being returned is not the message's failure, so it costs no attempt.
                Defer(UnroutablePause(now - record.Message.CreatedAt), record.Attempts);
                break;

            case PublishOutcome.Rejected when attempts < options.Value.MaximumPublishAttempts:
                Log.Rejected(logger, record.Message.MessageId, record.Message.Destination, attempts, result.Error);
                Defer(_rejected.After(attempts), attempts);
                break;

            default:
                Log.GivenUp(logger, record.Message.MessageId, record.Message.Destination, attempts, result.Error);
                buried.Add(new OutboxBurial(record.Key, attempts, DeadLetterReasons.Rejected, result.Error, now));
                break;
        }

        // What has an order stays where it is: set aside, it would be overtaken.
        void Defer(TimeSpan pause, int after)
        {
            if (record.Message.OrderingKey is null)
            {
                deferred.Add(new OutboxDeferral(record.Key, now + pause, after));
            }
            else
            {
                held.Add(record.Key, pause);
            }
        }
    }

    /// <summary>A young message waits briefly: its first subscriber may be starting at this moment.</summary>
    private TimeSpan UnroutablePause(TimeSpan age)
    {
        var nominal = Math.Clamp(age.Ticks / 4, ShortestUnroutablePause.Ticks, LongestUnroutablePause.Ticks);
        return jitter.Vary(TimeSpan.FromTicks(nominal), share: 0.25);
    }

    /// <summary>Repeats a write until it succeeds: the rows are in the window, so nothing is lost by waiting.</summary>
    private async Task PersistAsync(Func<CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                await write(cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                Log.StoreFailed(logger, exception, store.Name);
                await Task.Delay(_storeAway.After(failures), time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning,
            "The broker refused message {MessageId} to '{Destination}' ({Attempts} times now): {Error}")]
        public static partial void Rejected(ILogger logger, Guid messageId, Destination destination, int attempts, string? error);

        [LoggerMessage(2, LogLevel.Error,
            "Message {MessageId} to '{Destination}' is a dead letter: refused {Attempts} times, at last: {Error}")]
        public static partial void GivenUp(ILogger logger, Guid messageId, Destination destination, int attempts, string? error);

        [LoggerMessage(4, LogLevel.Warning, "Message {MessageId} to '{Destination}' is a dead letter: it expired before it could be published.")]
        public static partial void Expired(ILogger logger, Guid messageId, Destination destination);

        [LoggerMessage(3, LogLevel.Error, "The message store '{Store}' failed; published messages are settled when it is back.")]
        public static partial void StoreFailed(ILogger logger, Exception exception, string store);
    }
}
