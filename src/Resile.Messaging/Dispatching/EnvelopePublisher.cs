using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Resile.Messaging.Contracts;
using Resile.Messaging.Diagnostics;
using Resile.Messaging.Envelopes;
using Resile.Messaging.Storage;
using Resile.Messaging.Transport;

namespace Resile.Messaging.Dispatching;

/// <summary>Publishes one outbox row and waits for its confirm.</summary>
internal sealed class EnvelopePublisher(IEnvelopeTransport transport, Failpoints failpoints)
{
    /// <summary>Publishes a row. Whatever goes wrong is a result.</summary>
    public async Task<PublishResult> PublishAsync(OutboxRecord record, CancellationToken cancellationToken)
    {
        var message = record.Message;
        if (!TryReadHeaders(message, out var headers, out var error))
        {
            return new PublishResult(PublishOutcome.Rejected, error);
        }

        using var activity = StartActivity(message, headers);
        failpoints.Reach(Failpoints.Publishing);
        var result = await PublishAsync(message, headers, cancellationToken).ConfigureAwait(false);
        if (result.Outcome == PublishOutcome.Confirmed)
        {
            failpoints.Reach(Failpoints.Confirmed);
        }
        else
        {
            activity?.SetStatus(ActivityStatusCode.Error, result.Error);
        }

        return result;
    }

    private static bool TryReadHeaders(
        OutboxMessage message,
        [NotNullWhen(true)] out IReadOnlyList<KeyValuePair<string, string>>? headers,
        [NotNullWhen(false)] out string? error)
    {
        try
        {
            (headers, error) = (HeaderCodec.Decode(message.Headers), null);
            return true;
        }
        catch (MalformedMessageException exception)
        {
            (headers, error) = (null, exception.Message);
            return false;
        }
    }

    private static Activity? StartActivity(OutboxMessage message, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        if (!MessagingMetrics.Activities.HasListeners())
        {
            return null;
        }

        var activity = MessagingMetrics.Activities.StartActivity(
            "publish", ActivityKind.Client, TraceHeaders.Read(new Dictionary<string, string>(headers)));
        activity?.SetTag("messaging.destination.name", message.Destination.Name);
        activity?.SetTag("messaging.message.id", message.MessageId.ToString());
        return activity;
    }

    private async Task<PublishResult> PublishAsync(
        OutboxMessage message, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellationToken)
    {
        try
        {
            return await transport.PublishAsync(
                new OutgoingEnvelope
                {
                    MessageId = message.MessageId,
                    Destination = message.Destination,
                    MessageType = message.MessageType,
                    ContentType = message.ContentType,
                    Body = message.Body,
                    Headers = headers,
                    SubscriberRequired = !message.Flags.HasFlag(MessageFlags.SubscribersOptional),
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new PublishResult(PublishOutcome.Unavailable, "stopping");
        }
        catch (Exception exception)
        {
            // A transport that throws broke its contract, for this message at least: it counts against the message, so that
            // it cannot go round for ever.
            return new PublishResult(PublishOutcome.Rejected, $"{exception.GetType()}: {exception.Message}");
        }
    }
}
