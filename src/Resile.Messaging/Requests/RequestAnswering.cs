using Microsoft.Extensions.Logging;
using Resile.Messaging.Diagnostics;
using Resile.Messaging.Dispatching;
using Resile.Messaging.Receiving;
using Resile.Messaging.Transport;

namespace Resile.Messaging.Requests;

/// <summary>Handles requests: once, in a transaction like any message, and answers after its commit.</summary>
/// <remarks>
/// Whoever asks waits, and decides alone whether to ask again. So a handler that fails is not called again, and its request never becomes a dead letter. A request that comes a second time,
/// because the first answer could not be sent or the process died before it was, is answered by a fault: its effects are there, its result is not.
/// </remarks>
internal sealed partial class RequestAnswering(
    HandlerAttempt attempt,
    ReplyComposer replies,
    IEnvelopeTransport transport,
    MessagingMetrics metrics,
    JitterSource jitter,
    TimeProvider time,
    ILogger<RequestAnswering> logger)
{
    private static readonly Fault HandledBefore = new(
        "Resile.Messaging.RequestHandledBefore", "The request was handled before, and what it was answered is not known any more. Its effects are there.");

    private readonly Backoff _storeAway = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5), jitter);

    /// <summary>Handles a request and sends the answer.</summary>
    public async Task AnswerAsync(HandlerBinding binding, string consumer, TimeSpan timeout, Delivery delivery, CancellationToken cancellationToken)
    {
        if (await HandleAsync(binding, consumer, timeout, delivery, cancellationToken).ConfigureAwait(false) is { } answer)
        {
            var sent = await transport.PublishAsync(answer, cancellationToken).ConfigureAwait(false);
            if (sent.Outcome != PublishOutcome.Confirmed)
            {
                Log.NotAnswered(logger, delivery.Message.MessageId, consumer, sent.Error);
            }
        }
    }

    private async Task<OutgoingEnvelope?> HandleAsync(
        HandlerBinding binding, string consumer, TimeSpan timeout, Delivery delivery, CancellationToken cancellationToken)
    {
        var request = delivery.Message;
        for (var storeFailures = 1; ; storeFailures++)
        {
            if (request.ExpiresAt <= time.GetUtcNow())
            {
                Log.Expired(logger, request.MessageId, consumer);
                return null;
            }

            OutgoingEnvelope? answer = null;
            try
            {
                var outcome = await attempt.RunAsync(
                    binding, consumer, timeout, delivery, attempt: 1, cancellationToken, result => answer = result.Compose(replies, request)).ConfigureAwait(false);
                if (outcome == AttemptOutcome.Handled)
                {
                    metrics.Handled.Add();
                    return answer;
                }

                metrics.Duplicates.Add();
                return replies.ComposeFault(request, HandledBefore);
            }
            catch (StoreUnavailableException exception) when (!cancellationToken.IsCancellationRequested)
            {
                if (storeFailures == 1)
                {
                    Log.StoreFailed(logger, exception, consumer);
                }

                await Task.Delay(_storeAway.After(storeFailures), time, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                metrics.Faults.Add();
                Log.Failed(logger, WithheldException.Of(request, exception), request.MessageId, consumer);
                return replies.ComposeFault(request, Fault.Of(exception));
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The handler of '{Consumer}' failed on the request {MessageId}; who asked is told so.")]
        public static partial void Failed(ILogger logger, Exception exception, Guid messageId, string consumer);

        [LoggerMessage(2, LogLevel.Warning, "The answer of '{Consumer}' to the request {MessageId} did not arrive: {Error}")]
        public static partial void NotAnswered(ILogger logger, Guid messageId, string consumer, string? error);

        [LoggerMessage(3, LogLevel.Debug, "The request {MessageId} to '{Consumer}' is dropped: who asked has given up waiting.")]
        public static partial void Expired(ILogger logger, Guid messageId, string consumer);

        [LoggerMessage(4, LogLevel.Error, "The store failed; requests to '{Consumer}' wait until it is back.")]
        public static partial void StoreFailed(ILogger logger, Exception exception, string consumer);
    }
}
