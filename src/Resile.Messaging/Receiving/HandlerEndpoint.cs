using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Resile.Messaging.Contracts;
using Resile.Messaging.Diagnostics;
using Resile.Messaging.Dispatching;
using Resile.Messaging.Envelopes;
using Resile.Messaging.Protection;
using Resile.Messaging.Requests;
using Resile.Messaging.Storage;
using Resile.Messaging.Transport;

namespace Resile.Messaging.Receiving;

/// <summary>A handler with its queue: settles every message that comes, one way or another.</summary>
internal sealed partial class HandlerEndpoint(
    HandlerBinding binding,
    string queue,
    DurableMessageOptions options,
    HandlerAttempt handlerAttempt,
    FailedDeliveries failures,
    RequestAnswering requests,
    MessagingMetrics metrics,
    Failpoints failpoints,
    KeyRing keys,
    IOptions<MessagingOptions> messaging,
    JitterSource jitter,
    TimeProvider time,
    ILogger<HandlerEndpoint> logger)
{
    private readonly Channel<bool> _calls = Channel.CreateBounded<bool>(options.Concurrency);

    private readonly Backoff _storeAway = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5), jitter);

    private readonly OrderedDeliveries _ordered = new();

    /// <summary>Gets the name of the queue, by which the inbox knows the consumer too.</summary>
    public string Queue => queue;

    /// <summary>Gets the handler.</summary>
    public HandlerBinding Binding => binding;

    /// <summary>Describes what the transport is to deliver.</summary>
    public Subscription Describe() => new()
    {
        Queue = queue,
        Topics = binding.Topics,
        Concurrency = binding.IsOrdered ? Math.Max(options.Prefetch, options.Concurrency) : options.Concurrency,
        Prefetch = Math.Max(options.Prefetch, options.Concurrency),
        IsOrdered = binding.IsOrdered,
        Receiver = ReceiveAsync,
    };

    /// <summary>Settles a message that the store had set aside.</summary>
    /// <returns>What came of it.</returns>
    public async Task<AttemptOutcome> RedeliverAsync(Redelivery redelivery, CancellationToken cancellationToken)
    {
        Delivery delivery;
        try
        {
            delivery = Delivery.From(redelivery);
        }
        catch (MalformedMessageException exception)
        {
            await failures.BuryAsync(redelivery, exception.Message, cancellationToken).ConfigureAwait(false);
            return AttemptOutcome.Failed;
        }

        var order = redelivery.OrderingKey is { } key ? binding.FindOrder(delivery.Message) ?? new DeliveryOrder(key, OrderedFailure.Block) : null;
        return await SettleAsync(delivery with { Order = order }, cancellationToken).ConfigureAwait(false);
    }

    private async Task ReceiveAsync(IncomingEnvelope envelope, CancellationToken cancellationToken)
    {
        failpoints.Reach(Failpoints.Received);
        Delivery delivery;
        try
        {
            RefuseTooLarge(envelope);
            if (await IsRefusedAsync(envelope, cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            delivery = Delivery.From(envelope, keys.Trusted(envelope.Headers), time.GetUtcNow());
        }
        catch (MalformedMessageException exception)
        {
            var reason = envelope.Body.Length > messaging.Value.MaximumMessageSize
                ? DeadLetterReasons.TooLarge
                : DeadLetterReasons.Malformed;
            await failures.BuryAsync(envelope, queue, reason, exception.Message, cancellationToken).ConfigureAwait(false);
            return;
        }

        // What has an order takes its place here, before this method returns its task.
        delivery = delivery with { Order = binding.FindOrder(delivery.Message) };
        await (delivery.Order is { Key: var key }
            ? _ordered.RunAsync(key, () => SettleAsync(delivery, cancellationToken))
            : SettleAsync(delivery, cancellationToken)).ConfigureAwait(false);
    }

    private async Task<bool> IsRefusedAsync(IncomingEnvelope envelope, CancellationToken cancellationToken)
    {
        if (keys.Refuse(envelope.Body.Span, envelope.Headers) is not { } why)
        {
            return false;
        }

        Log.Untrusted(logger, queue, why);
        await failures.BuryAsync(envelope, queue, DeadLetterReasons.Untrusted, why, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private void RefuseTooLarge(IncomingEnvelope envelope)
    {
        var limit = messaging.Value.MaximumMessageSize;
        if (envelope.Body.Length > limit)
        {
            throw new MalformedMessageException(
                $"The message has {envelope.Body.Length} bytes, the limit is {limit} "
                + $"({MessagingConstants.ConfigurationSection}:{nameof(MessagingOptions.MaximumMessageSize)}).");
        }
    }

    private async Task<AttemptOutcome> SettleAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        var isRequest = delivery.Message is { RequestId: not null, ResponseAddress: not null } && binding.AnswersRequest(delivery.Message.MessageTypes);
        if (!isRequest && await IsUnfitAsync(delivery, cancellationToken).ConfigureAwait(false))
        {
            return AttemptOutcome.Failed;
        }

        // What comes from the store has no place in the transport's count, and of what has an order the transport hands over more than may be handled.
        await _calls.Writer.WriteAsync(true, cancellationToken).ConfigureAwait(false);
        try
        {
            if (!isRequest)
            {
                return await HandleAsync(delivery, cancellationToken).ConfigureAwait(false);
            }

            await requests.AnswerAsync(binding, queue, options.HandlerTimeout, delivery, cancellationToken).ConfigureAwait(false);
            return AttemptOutcome.Handled;
        }
        finally
        {
            _calls.Reader.TryRead(out _);
        }
    }

    /// <summary>Gives up what is not to be handled.</summary>
    private async Task<bool> IsUnfitAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        if (binding.FindType(delivery.Message.MessageTypes) is null)
        {
            var error = new MalformedMessageException(
                $"'{binding.Handler}' handles none of the types {string.Join(", ", delivery.Message.MessageTypes)}.");
            await failures.BuryAsync(delivery, queue, DeadLetterReasons.UnknownType, error, cancellationToken).ConfigureAwait(false);
            Log.UnknownType(logger, delivery.Message.MessageId, queue, error.Message);
            return true;
        }

        if (delivery.Message.Headers.ContainsKey(MessageHeaders.Replayed))
        {
            return false;
        }

        var now = time.GetUtcNow();
        if (delivery.Message.ExpiresAt <= now)
        {
            var error = new DurableMessageException($"It expired at {delivery.Message.ExpiresAt:O}, before it was handled.");
            await failures.BuryAsync(delivery, queue, DeadLetterReasons.Expired, error, cancellationToken).ConfigureAwait(false);
            Log.Expired(logger, delivery.Message.MessageId, queue);
            return true;
        }

        if (delivery.Message.SentByIdentity < now - messaging.Value.InboxRetention)
        {
            var error = new DurableMessageException(
                $"It was sent at {delivery.Message.SentByIdentity:O}, and what was handled is remembered for {messaging.Value.InboxRetention}: "
                + "nobody knows whether this was. Replay it if it was not.");
            await failures.BuryAsync(delivery, queue, DeadLetterReasons.TooOld, error, cancellationToken).ConfigureAwait(false);
            Log.TooOld(logger, delivery.Message.MessageId, queue);
            return true;
        }

        return false;
    }

    private async Task<AttemptOutcome> HandleAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        var storeFailures = 0;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var outcome = await handlerAttempt.RunAsync(
                    binding, queue, options.HandlerTimeout, delivery, attempt, cancellationToken).ConfigureAwait(false);
                Count(outcome);
                if (outcome == AttemptOutcome.NotItsTurn && !delivery.IsRedelivery)
                {
                    await failures.QueueAsync(delivery, queue, cancellationToken).ConfigureAwait(false);
                }

                return outcome;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                if (exception is StoreUnavailableException)
                {
                    attempt--;
                    await WaitForStoreAsync(exception, ++storeFailures, cancellationToken).ConfigureAwait(false);
                }
                else if (await IsSettledAsync(delivery, attempt, exception, cancellationToken).ConfigureAwait(false))
                {
                    return AttemptOutcome.Failed;
                }
            }
        }
    }

    /// <summary>Decides what follows a failed attempt.</summary>
    /// <returns><see langword="false"/> when the handler is to be called again at once.</returns>
    private async Task<bool> IsSettledAsync(
        Delivery delivery, int attempt, Exception exception, CancellationToken cancellationToken)
    {
        var shown = WithheldException.Of(delivery.Message, exception);
        if (exception is MalformedMessageException)
        {
            Log.Malformed(logger, delivery.Message.MessageId, queue, shown.Message);
            await failures.BuryAsync(delivery, queue, DeadLetterReasons.Malformed, shown, cancellationToken).ConfigureAwait(false);
            return true;
        }

        if (attempt <= options.ImmediateRetries)
        {
            metrics.Retries.Add();
            Log.Retrying(logger, shown, delivery.Message.MessageId, queue, attempt);
            return false;
        }

        await failures.SaveAsync(delivery, queue, options, shown, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task WaitForStoreAsync(Exception exception, int count, CancellationToken cancellationToken)
    {
        if (count == 1)
        {
            Log.StoreFailed(logger, exception, queue);
        }

        await Task.Delay(_storeAway.After(count), time, cancellationToken).ConfigureAwait(false);
    }

    private void Count(AttemptOutcome outcome)
    {
        switch (outcome)
        {
            case AttemptOutcome.Handled:
                metrics.Handled.Add();
                break;
            case AttemptOutcome.Duplicate:
                metrics.Duplicates.Add();
                break;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "The handler of '{Consumer}' failed on message {MessageId} (call {Attempt}); it is called again.")]
        public static partial void Retrying(ILogger logger, Exception exception, Guid messageId, string consumer, int attempt);

        [LoggerMessage(2, LogLevel.Error, "Message {MessageId} to '{Consumer}' is a dead letter: {Error}")]
        public static partial void Malformed(ILogger logger, Guid messageId, string consumer, string error);

        [LoggerMessage(3, LogLevel.Error, "Message {MessageId} to '{Consumer}' is a dead letter of unknown type: {Error}")]
        public static partial void UnknownType(ILogger logger, Guid messageId, string consumer, string error);

        [LoggerMessage(6, LogLevel.Error, "A message to '{Consumer}' is a dead letter: {Why}")]
        public static partial void Untrusted(ILogger logger, string consumer, string why);

        [LoggerMessage(5, LogLevel.Warning, "Message {MessageId} to '{Consumer}' is a dead letter: it expired before it was handled.")]
        public static partial void Expired(ILogger logger, Guid messageId, string consumer);

        [LoggerMessage(7, LogLevel.Error,
            "Message {MessageId} to '{Consumer}' is a dead letter: it is older than the inbox remembers, so that it may have been handled before.")]
        public static partial void TooOld(ILogger logger, Guid messageId, string consumer);

        [LoggerMessage(4, LogLevel.Error, "The store failed; messages of '{Consumer}' wait until it is back.")]
        public static partial void StoreFailed(ILogger logger, Exception exception, string consumer);
    }
}
