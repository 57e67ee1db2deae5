using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Options;
using Resile.Messaging.Contracts;
using Resile.Messaging.Envelopes;
using Resile.Messaging.Protection;
using Resile.Messaging.Storage;
using Resile.Messaging.Transport;

namespace Resile.Messaging.Sending;

/// <summary>Makes outbox rows of messages: what was sent, from where, and what its sender and its contract say of it.</summary>
internal sealed class MessageComposer(
    EnvelopeWriter envelopes, KeyRing keys, TenantSource tenants, IOptions<MessagingOptions> options, TimeProvider time)
{
    /// <summary>Serializes a message: afterwards it may change.</summary>
    /// <param name="definition">What the build knows of it.</param>
    /// <param name="message">The message.</param>
    /// <param name="send">What the sender says of it.</param>
    /// <param name="origin">What is being handled where it is sent; null where nothing is.</param>
    /// <param name="responseAddress">Where the answer goes; null where the message is no request.</param>
    /// <exception cref="DurableMessageException">The message cannot be sent; says why.</exception>
    public OutboxMessage Compose<TMessage>(
        MessageDefinition<TMessage> definition, TMessage message, SendOptions? send, MessageOrigin? origin, string? responseAddress = null)
        where TMessage : class
    {
        ArgumentNullException.ThrowIfNull(message);
        var now = time.GetUtcNow();
        var messageId = send?.MessageId ?? Guid.CreateVersion7(now);
        var orderingKey = ReadOrderingKey(definition, message);
        var expiresAfter = send?.ExpiresAfter ?? definition.ExpiresAfter;
        var headers = MessageHeaders.Compose(
            Activity.Current, send?.Tenant ?? origin?.Tenant ?? tenants.Current, orderingKey, send?.Headers);
        if (send?.Delay > TimeSpan.Zero)
        {
            headers = [.. headers, new(MessageHeaders.Delayed, "true")];
        }

        var envelope = new Envelope
        {
            MessageId = messageId,
            ConversationId = origin?.ConversationId ?? messageId,
            CorrelationId = send?.CorrelationId ?? origin?.CorrelationId,
            InitiatorId = origin?.CorrelationId,
            RequestId = responseAddress is null ? null : messageId,
            ResponseAddress = responseAddress,
            SentAt = now,
            ExpiresAt = now + expiresAfter,
            Headers = headers,
        };
        var body = envelopes.Write(definition, message, envelope);
        RefuseTooLarge(definition, body);
        return new OutboxMessage
        {
            MessageId = messageId,
            Destination = Destination.Topic(definition.Topic),
            MessageType = definition.Urn,
            ContentType = MessagingConstants.EnvelopeContentType,
            Body = body,
            Headers = HeaderCodec.Encode(keys.Sign(body) is { } signature ? [.. headers, new(MessageHeaders.Signature, signature)] : headers),
            Flags = definition.Flags,
            OrderingKey = orderingKey,
            ExpiresAt = envelope.ExpiresAt,
            CreatedAt = now,
            DueAt = now + send?.Delay,
        };
    }

    private void RefuseTooLarge<TMessage>(MessageDefinition<TMessage> definition, byte[] body)
        where TMessage : class
    {
        if (body.Length > options.Value.MaximumMessageSize)
        {
            throw new DurableMessageException(string.Create(
                CultureInfo.InvariantCulture,
                $"{definition.Contract}.{definition.Operation} was not sent: the message has {body.Length} bytes, the limit is {options.Value.MaximumMessageSize} ({MessagingConstants.ConfigurationSection}:{nameof(MessagingOptions.MaximumMessageSize)}). Send a reference to the data instead, or raise the limit on both sides."));
        }
    }

    private static string? ReadOrderingKey<TMessage>(MessageDefinition<TMessage> definition, TMessage message)
        where TMessage : class
    {
        if (definition.OrderingKey is not { } read)
        {
            return null;
        }

        return read(message) is { Length: > 0 and <= MessageHeaders.LongestOrderingKey } key
            ? key
            : throw new DurableMessageException(string.Create(
                CultureInfo.InvariantCulture,
                $"{definition.Contract}.{definition.Operation} was not sent: its [OrderingKey] has to be a text of 1 to {MessageHeaders.LongestOrderingKey} characters, and has {read(message)?.Length ?? 0}."));
    }
}
