using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Resile.Messaging.Contracts;
using Resile.Messaging.Diagnostics;
using Resile.Messaging.Dispatching;
using Resile.Messaging.Storage;
using Resile.Messaging.Transport;

namespace Resile.Messaging.Receiving;

/// <summary>Writes down what could not be handled: for a later attempt, or among the dead letters.</summary>
/// <remarks>Returns only when it is written: until then the transport, or the redelivery's row, still holds the message.</remarks>
internal sealed partial class FailedDeliveries(
    IMessageStore store,
    RedeliverySignal signal,
    MessagingMetrics metrics,
    Failpoints failpoints,
    JitterSource jitter,
    TimeProvider time,
    ILogger<FailedDeliveries> logger)
{
    private const int LongestError = 2_000;

    private readonly Backoff _storeAway = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5), jitter);

    /// <summary>Sets a message aside whose handler failed, or gives it up when all attempts are used.</summary>
    public async Task SaveAsync(
        Delivery delivery, string consumer, DurableMessageOptions options, Exception error, CancellationToken cancellationToken)
    {
        var attempts = delivery.Attempts + 1;
        if (attempts > options.RedeliveryDelays.Count)
        {
            Log.GivenUp(logger, error, delivery.Message.MessageId, consumer, attempts);
            if (delivery.Order is { OnFailure: OrderedFailure.Block, Key: var key })
            {
                Log.Blocked(logger, key, consumer, delivery.Message.MessageId);
            }

            await BuryAsync(delivery, consumer, DeadLetterReasons.HandlerFailed, error, cancellationToken).ConfigureAwait(false);
            return;
        }

        var pause = jitter.Vary(options.RedeliveryDelays[attempts - 1], share: 0.1);
        var redelivery = Compose(delivery, consumer, attempts, time.GetUtcNow() + pause, Describe(error));
        var isMine = await WriteAsync(
            consumer,
            HeldBy(delivery),
            (transaction, token) => store.Redeliveries.SaveAsync(transaction, redelivery, token),
            cancellationToken).ConfigureAwait(false);
        if (isMine)
        {
            failpoints.Reach(Failpoints.RedeliverySaved);
            metrics.Redeliveries.Add();
            Log.SetAside(logger, error, delivery.Message.MessageId, consumer, attempts, pause.TotalSeconds);
            signal.Set();
        }
    }

    /// <summary>Sets a message aside that was not tried, behind those of its key that wait.</summary>
    public async Task QueueAsync(Delivery delivery, string consumer, CancellationToken cancellationToken)
    {
        var redelivery = Compose(delivery, consumer, delivery.Attempts, time.GetUtcNow(), error: null);
        await WriteAsync(
            consumer,
            held: null,
            (transaction, token) => store.Redeliveries.QueueAsync(transaction, redelivery, token),
            cancellationToken).ConfigureAwait(false);
        signal.Set();
    }

    /// <summary>Gives up a message that no attempt can handle.</summary>
    public async Task BuryAsync(
        Delivery delivery, string consumer, string reason, Exception error, CancellationToken cancellationToken)
    {
        var letter = new DeadLetter
        {
            Side = DeadLetterSide.Receiving,
            Consumer = consumer,
            Destination = string.Empty,
            MessageId = delivery.Message.MessageId,
            MessageType = delivery.Message.MessageTypes[0],
            ContentType = delivery.ContentType,
            Body = delivery.Body,
            Headers = delivery.Headers,
            Flags = delivery.Order is { OnFailure: OrderedFailure.Park } ? MessageFlags.ParkOnFailure : MessageFlags.None,
            OrderingKey = delivery.Order?.Key,
            Place = delivery.Place,
            Attempts = delivery.Attempts + 1,
            Reason = reason,
            Error = Describe(error),
            CreatedAt = delivery.ReceivedAt,
            DiedAt = time.GetUtcNow(),
        };
        await BuryAsync(letter, HeldBy(delivery), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives up a message that was set aside and can no longer be read.</summary>
    public async Task BuryAsync(Redelivery redelivery, string error, CancellationToken cancellationToken)
    {
        var letter = new DeadLetter
        {
            Side = DeadLetterSide.Receiving,
            Consumer = redelivery.Consumer,
            Destination = string.Empty,
            MessageId = redelivery.MessageId,
            MessageType = redelivery.MessageType,
            ContentType = redelivery.ContentType,
            Body = redelivery.Body,
            Headers = redelivery.Headers,
            OrderingKey = redelivery.OrderingKey,
            Place = redelivery.Place,
            Attempts = redelivery.Attempts + 1,
            Reason = DeadLetterReasons.Malformed,
            Error = error,
            CreatedAt = redelivery.ReceivedAt,
            DiedAt = time.GetUtcNow(),
        };
        Log.NotAMessage(logger, letter.MessageId, letter.Consumer, letter.Reason, error);
        await BuryAsync(letter, (redelivery.MessageId, redelivery.Attempts), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives up what is no message at all.</summary>
    public async Task BuryAsync(
        IncomingEnvelope envelope, string consumer, string reason, string error, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var letter = new DeadLetter
        {
            Side = DeadLetterSide.Receiving,
            Consumer = consumer,
            Destination = string.Empty,
            MessageId = envelope.MessageId ?? new Guid(SHA256.HashData(envelope.Body.Span).AsSpan(0, 16)),
            MessageType = string.Empty,
            ContentType = envelope.ContentType ?? string.Empty,
            Body = envelope.Body,
            Headers = Envelopes.HeaderCodec.Encode(envelope.Headers),
            Attempts = 1,
            Reason = reason,
            Error = error,
            CreatedAt = now,
            DiedAt = now,
        };
        Log.NotAMessage(logger, letter.MessageId, consumer, reason, error);
        await BuryAsync(letter, held: null, cancellationToken).ConfigureAwait(false);
    }

    private async Task BuryAsync(DeadLetter letter, (Guid MessageId, int Attempts)? held, CancellationToken cancellationToken)
    {
        var isMine = await WriteAsync(
            letter.Consumer,
            held,
            (transaction, token) => store.DeadLetters.AddAsync(transaction, letter, token),
            cancellationToken).ConfigureAwait(false);
        if (isMine)
        {
            failpoints.Reach(Failpoints.DeadLetterSaved);
            metrics.DeadLetters.Add();
        }
    }

    /// <summary>Gets the row that holds a message which comes from the store; what comes from the transport has none.</summary>
    private static (Guid MessageId, int Attempts)? HeldBy(Delivery delivery) =>
        delivery.IsRedelivery ? (delivery.Message.MessageId, delivery.Attempts) : null;

    /// <summary>Repeats a write until it succeeds.</summary>
    private async Task<bool> WriteAsync(
        string consumer,
        (Guid MessageId, int Attempts)? held,
        Func<System.Data.Common.DbTransaction, CancellationToken, Task> write,
        CancellationToken cancellationToken)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                return await WriteOnceAsync(consumer, held, write, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                Log.StoreFailed(logger, exception, store.Name);
                await Task.Delay(_storeAway.After(failures), time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<bool> WriteOnceAsync(
        string consumer,
        (Guid MessageId, int Attempts)? row,
        Func<System.Data.Common.DbTransaction, CancellationToken, Task> write,
        CancellationToken cancellationToken)
    {
        var held = await store.BeginAsync(cancellationToken).ConfigureAwait(false);
        await using var ending = held.ConfigureAwait(false);
        if (row is { } key && !await store.Redeliveries
            .TryTakeAsync(held.Transaction, consumer, key.MessageId, key.Attempts, cancellationToken)
            .ConfigureAwait(false))
        {
            return false;
        }

        await write(held.Transaction, cancellationToken).ConfigureAwait(false);
        await held.CommitAsync([], cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static Redelivery Compose(Delivery delivery, string consumer, int attempts, DateTimeOffset dueAt, string? error) => new()
    {
        Consumer = consumer,
        MessageId = delivery.Message.MessageId,
        MessageType = delivery.Message.MessageTypes[0],
        ContentType = delivery.ContentType,
        Body = delivery.Body,
        Headers = delivery.Headers,
        OrderingKey = delivery.Order?.Key,
        Place = delivery.Order is null ? null : delivery.Place,
        Attempts = attempts,
        DueAt = dueAt,
        ReceivedAt = delivery.ReceivedAt,
        Error = error,
    };

    private static string Describe(Exception error)
    {
        var text = error is MalformedMessageException or HandlerTimeoutException or WithheldException
            ? error.Message
            : $"{error.GetType().FullName}: {error.Message}";
        return text.Length <= LongestError ? text : text[..LongestError];
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning,
            "The handler of '{Consumer}' failed on message {MessageId} ({Attempts} deliveries now); the next attempt is in {Seconds:F1} s.")]
        public static partial void SetAside(
            ILogger logger, Exception error, Guid messageId, string consumer, int attempts, double seconds);

        [LoggerMessage(2, LogLevel.Error,
            "Message {MessageId} is a dead letter: the handler of '{Consumer}' failed at all {Attempts} deliveries.")]
        public static partial void GivenUp(ILogger logger, Exception error, Guid messageId, string consumer, int attempts);

        [LoggerMessage(3, LogLevel.Error, "Message {MessageId} to '{Consumer}' is a dead letter ({Reason}): {Error}")]
        public static partial void NotAMessage(ILogger logger, Guid messageId, string consumer, string reason, string error);

        [LoggerMessage(5, LogLevel.Error,
            "The messages of the ordering key '{Key}' to '{Consumer}' wait until dead letter {MessageId} is replayed or discarded.")]
        public static partial void Blocked(ILogger logger, string key, string consumer, Guid messageId);

        [LoggerMessage(4, LogLevel.Error, "The message store '{Store}' failed; a message that could not be handled waits for it.")]
        public static partial void StoreFailed(ILogger logger, Exception exception, string store);
    }
}
