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
    private readonly Backoff _storeAway = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5), jitter);

    /// <summary>Gets the name of the queue, by which the inbox knows the consumer too.</summary>
    public string Queue => queue;

    /// <summary>Gets the handler.</summary>
    public HandlerBinding Binding => binding;

    /// <summary>Describes what the transport is to deliver.</summary>
    public Subscription Describe() => new()
    {
        Queue = queue,
        Topics = binding.Topics,
        Concurrency = options.Concurrency,
        Prefetch = Math.Max(options.Prefetch, options.Concurrency),
        Receiver = ReceiveAsync,
    };

    /// <summary>Settles a message that the store had set aside.</summary>
    public async Task RedeliverAsync(Redelivery redelivery, CancellationToken cancellationToken)
    {
        Delivery delivery;
        try
        {
            delivery = Delivery.From(redelivery);
        }
        catch (MalformedMessageException exception)
        {
            await failures.BuryAsync(redelivery, exception.Message, cancellationToken).ConfigureAwait(false);
            return;
        }

        await SettleAsync(delivery, cancellationToken).ConfigureAwait(false);
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

            delivery = Delivery.From(envelope, time.GetUtcNow());
        }
        catch (MalformedMessageException exception)
        {
            var reason = envelope.Body.Length > messaging.Value.MaximumMessageSize
                ? DeadLetterReasons.TooLarge
                : DeadLetterReasons.Malformed;
            await failures.BuryAsync(envelope, queue, reason, exception.Message, cancellationToken).ConfigureAwait(false);
            return;
        }

        await SettleAsync(delivery, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> IsRefusedAsync(IncomingEnvelope envelope, CancellationToken cancellationToken)
    {
        var signature = envelope.Headers.FirstOrDefault(static header => header.Key == MessageHeaders.Signature).Value;
        if (keys.Refuse(envelope.Body.Span, signature) is not { } why)
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

    private async Task SettleAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        if (binding.FindType(delivery.Message.MessageTypes) is null)
        {
            var error = new MalformedMessageException(
                $"'{binding.Handler}' handles none of the types {string.Join(", ", delivery.Message.MessageTypes)}.");
            await failures.BuryAsync(delivery, queue, DeadLetterReasons.UnknownType, error, cancellationToken).ConfigureAwait(false);
            Log.UnknownType(logger, delivery.Message.MessageId, queue, error.Message);
            return;
        }

        if (delivery.Message is { RequestId: not null, ResponseAddress: not null } && binding.AnswersRequest(delivery.Message.MessageTypes))
        {
            await requests.AnswerAsync(binding, queue, options.HandlerTimeout, delivery, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (delivery.Message.ExpiresAt <= time.GetUtcNow() && !delivery.Message.Headers.ContainsKey(MessageHeaders.Replayed))
        {
            var error = new DurableMessageException($"It expired at {delivery.Message.ExpiresAt:O}, before it was handled.");
            await failures.BuryAsync(delivery, queue, DeadLetterReasons.Expired, error, cancellationToken).ConfigureAwait(false);
            Log.Expired(logger, delivery.Message.MessageId, queue);
            return;
        }

        var storeFailures = 0;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Count(await handlerAttempt.RunAsync(
                    binding, queue, options.HandlerTimeout, delivery, attempt, cancellationToken).ConfigureAwait(false));
                return;
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
                    return;
                }
            }
        }
    }

    /// <summary>Decides what follows a failed attempt.</summary>
    /// <returns><see langword="false"/> when the handler is to be called again at once.</returns>
    private async Task<bool> IsSettledAsync(
        Delivery delivery, int attempt, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is MalformedMessageException)
        {
            Log.Malformed(logger, delivery.Message.MessageId, queue, exception.Message);
            await failures.BuryAsync(delivery, queue, DeadLetterReasons.Malformed, exception, cancellationToken).ConfigureAwait(false);
            return true;
        }

        if (attempt <= options.ImmediateRetries)
        {
            metrics.Retries.Add();
            Log.Retrying(logger, exception, delivery.Message.MessageId, queue, attempt);
            return false;
        }

        await failures.SaveAsync(delivery, queue, options, exception, cancellationToken).ConfigureAwait(false);
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

        [LoggerMessage(4, LogLevel.Error, "The store failed; messages of '{Consumer}' wait until it is back.")]
        public static partial void StoreFailed(ILogger logger, Exception exception, string consumer);
    }
}
