using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Options;
using Resile.Messaging.Contracts;
using Resile.Messaging.Envelopes;
using Resile.Messaging.Protection;
using Resile.Messaging.Transport;

namespace Resile.Messaging.Requests;

/// <summary>Makes the answers to requests: results and faults, as MassTransit's request clients expect them.</summary>
internal sealed class ReplyComposer(EnvelopeWriter envelopes, KeyRing keys, HostDescription host, IOptions<MessagingOptions> options, TimeProvider time)
{
    /// <summary>Makes the answer that is a result.</summary>
    /// <exception cref="DurableMessageException">The result is null, cannot be serialized, or is too large.</exception>
    public OutgoingEnvelope Compose<TMessage, TResult>(RequestDefinition<TMessage, TResult> definition, TResult result, ReceivedMessage request)
        where TMessage : class
    {
        if (result is null && !definition.IsWrapped)
        {
            throw new DurableMessageException(
                $"The handler of {definition.Contract}.{definition.Operation} returned null, which its result '{typeof(TResult)}' does not allow. Declare the result as nullable.");
        }

        var envelope = Envelope(request);
        var body = envelopes.WriteReply(definition, result, envelope);
        return body.Length <= options.Value.MaximumMessageSize
            ? Send(definition.ReplyUrn, body, envelope, request.ResponseAddress!)
            : throw new DurableMessageException(string.Create(
                CultureInfo.InvariantCulture,
                $"The answer of {definition.Contract}.{definition.Operation} has {body.Length} bytes, the limit is {options.Value.MaximumMessageSize} ({MessagingConstants.ConfigurationSection}:{nameof(MessagingOptions.MaximumMessageSize)}). Answer with a reference to the data instead, or raise the limit on both sides."));
    }

    /// <summary>Makes the answer that says that the handler failed.</summary>
    public OutgoingEnvelope ComposeFault(ReceivedMessage request, Fault fault)
    {
        var envelope = Envelope(request);
        var urns = Fault.UrnsFor(request);

        // What the handler says of its failure may quote what it was asked.
        var isSecret = keys.CanEncrypt && SecretMessage.HasSecret(request.Json);
        var body = envelopes.Write(urns, isSecret, envelope, (fault, request, envelope, host), static (writer, sent) =>
            sent.fault.Write(writer, sent.envelope.MessageId, sent.request, sent.envelope.SentAt, sent.host));
        return Send(urns[0], body, envelope, request.FaultAddress ?? request.ResponseAddress!);
    }

    private Envelope Envelope(ReceivedMessage request)
    {
        var now = time.GetUtcNow();
        return new Envelope
        {
            MessageId = Guid.CreateVersion7(now),
            ConversationId = request.ConversationId,
            CorrelationId = request.CorrelationId,
            RequestId = request.RequestId,
            SentAt = now,
            Headers = TraceHeaders.Capture(Activity.Current),
        };
    }

    private OutgoingEnvelope Send(string urn, byte[] body, in Envelope envelope, string address) => new()
    {
        MessageId = envelope.MessageId,
        Destination = Destination.Reply(address),
        MessageType = urn,
        ContentType = MessagingConstants.EnvelopeContentType,
        Body = body,
        Headers = keys.Sign(body) is { } signature ? [.. envelope.Headers, new(MessageHeaders.Signature, signature)] : envelope.Headers,
    };
}
