using System.Buffers.Binary;
using Resile.Messaging.Sending;

namespace Resile.Messaging.Envelopes;

/// <summary>What an envelope says; the message itself is still JSON.</summary>
/// <param name="MessageId">The identity of the message.</param>
/// <param name="ConversationId">What it belongs to; the message's own identity where the envelope names none.</param>
/// <param name="MessageTypes">The URNs of its types, most specific first; at least one.</param>
/// <param name="Json">The message.</param>
/// <param name="SentAt">When it was sent, if the envelope says so.</param>
/// <param name="Headers">The headers of the transport and of the envelope; the envelope's win.</param>
/// <param name="CorrelationId">What it is about, if the envelope says so.</param>
/// <param name="ExpiresAt">When it expires, if the envelope says so.</param>
internal sealed record ReceivedMessage(
    Guid MessageId,
    Guid ConversationId,
    IReadOnlyList<string> MessageTypes,
    ReadOnlyMemory<byte> Json,
    DateTimeOffset? SentAt,
    IReadOnlyDictionary<string, string> Headers,
    Guid? CorrelationId,
    DateTimeOffset? ExpiresAt)
{
    // Identities of other makers may look like a version 7 by chance; then they do not fit the envelope.
    private static readonly TimeSpan LargestDisagreement = TimeSpan.FromDays(1);

    /// <summary>Gets when it was sent by what its identity says, a UUIDv7 that the envelope bears out. The same for every copy of a message.</summary>
    /// <value>Null where the identity says nothing: another kind, or a message that was delayed.</value>
    public DateTimeOffset? SentByIdentity =>
        MessageId is { Version: 7, Variant: >= 8 and <= 11 } && !Headers.ContainsKey(MessageHeaders.Delayed)
        && Time(MessageId) is var time && (SentAt - time)?.Duration() <= LargestDisagreement
            ? time
            : null;

    /// <summary>Gets the request that it is, or answers.</summary>
    public Guid? RequestId { get; init; }

    /// <summary>Gets where the answer to it goes.</summary>
    public string? ResponseAddress { get; init; }

    /// <summary>Gets where it is to be said that its handler failed, if elsewhere.</summary>
    public string? FaultAddress { get; init; }

    /// <summary>Gets what messages take over that are sent while this one is handled.</summary>
    public MessageOrigin Origin => new(ConversationId, CorrelationId, Headers.GetValueOrDefault(MessageHeaders.Tenant));

    // The first 48 bits of a UUIDv7 are the milliseconds since 1970 (RFC 9562, 5.7).
    private static DateTimeOffset? Time(Guid messageId)
    {
        Span<byte> bytes = stackalloc byte[16];
        messageId.TryWriteBytes(bytes, bigEndian: true, out _);
        var milliseconds = (long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16);
        return milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
    }
}
