using System.Diagnostics;
using System.Globalization;
using Resile.Messaging.Protection;

namespace Resile.Messaging.Envelopes;

/// <summary>The headers that a message travels with: those of the trace, our own, and the sender's.</summary>
internal static class MessageHeaders
{
    /// <summary>The tenant that a message belongs to.</summary>
    public const string Tenant = "Resile-Tenant";

    /// <summary>The key within which it has an order.</summary>
    public const string OrderingKey = "Resile-Ordering-Key";

    /// <summary>The signature of the envelope; beside it, not in it.</summary>
    public const string Signature = "Resile-Signature";

    /// <summary>Says that somebody has sent a dead letter on its way again: it is handled though it has expired.</summary>
    public const string Replayed = "Resile-Replayed";

    /// <summary>Says that the message waited in its sender's store on purpose, so that the age of its identity means nothing.</summary>
    public const string Delayed = "Resile-Delayed";

    /// <summary>How many characters a key has at most.</summary>
    public const int LongestOrderingKey = 256;

    private const int LongestName = 128;
    private const int LongestValue = 4_096;
    private const int LongestTenant = 256;

    // Those of the trace are MassTransit's and W3C's; a sender that overwrote one would mislead whoever follows it.
    private static readonly string[] Reserved = ["Resile-", "MT-", "traceparent", "tracestate"];

    /// <summary>Puts them together.</summary>
    /// <exception cref="DurableMessageException">The sender's are too many, too long, or reserved.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Compose(
        Activity? activity, string? tenant, string? orderingKey, IReadOnlyDictionary<string, string>? own)
    {
        var trace = TraceHeaders.Capture(activity);
        if (tenant is null && orderingKey is null && own is null)
        {
            return trace;
        }

        var headers = new List<KeyValuePair<string, string>>(trace);
        if (tenant is not null)
        {
            headers.Add(new(Tenant, tenant.Length is > 0 and <= LongestTenant ? tenant : throw new DurableMessageException(string.Create(
                CultureInfo.InvariantCulture, $"The tenant of a message is a text of 1 to {LongestTenant} characters; this one has {tenant.Length}."))));
        }

        if (orderingKey is not null)
        {
            headers.Add(new(OrderingKey, orderingKey));
        }

        if (own is not null)
        {
            Add(headers, own);
        }

        return headers;
    }

    /// <summary>Adds to encoded headers that somebody has sent the message on its way again, and signs that where the message is signed.</summary>
    public static ReadOnlyMemory<byte> MarkReplayed(ReadOnlyMemory<byte> encoded, ReadOnlySpan<byte> body, KeyRing keys)
    {
        var headers = HeaderCodec.Decode(encoded);
        if (headers.Any(static header => header.Key == Replayed))
        {
            return encoded;
        }

        // What nobody here has signed does not become trusted by being replayed.
        var signature = keys.Refuse(body, headers) is null && headers.Any(static header => header.Key == Signature) ? keys.Sign(body, isReplayed: true) : null;
        return HeaderCodec.Encode(signature is null
            ? [.. headers, new(Replayed, "true")]
            : [.. headers.Where(static header => header.Key != Signature), new(Signature, signature), new(Replayed, "true")]);
    }

    private static void Add(List<KeyValuePair<string, string>> headers, IReadOnlyDictionary<string, string> own)
    {
        if (own.Count > SendOptions.MaximumHeaders)
        {
            throw Refused(string.Create(CultureInfo.InvariantCulture, $"has {own.Count} headers of its own; {SendOptions.MaximumHeaders} are allowed"));
        }

        foreach (var header in own)
        {
            if (header.Key.Length is 0 or > LongestName || header.Key.AsSpan().ContainsAnyExceptInRange('!', '~'))
            {
                throw Refused(string.Create(CultureInfo.InvariantCulture, $"has a header whose name is not 1 to {LongestName} visible ASCII characters"));
            }

            if (Array.Exists(Reserved, reserved => header.Key.StartsWith(reserved, StringComparison.OrdinalIgnoreCase)))
            {
                throw Refused($"has a header '{header.Key}'; names that begin so are reserved");
            }

            if (header.Value.Length > LongestValue)
            {
                throw Refused(string.Create(
                    CultureInfo.InvariantCulture, $"has a header '{header.Key}' of {header.Value.Length} characters; {LongestValue} are allowed"));
            }

            headers.Add(header);
        }
    }

    private static DurableMessageException Refused(string why) => new($"The message was not sent: it {why}. See {nameof(SendOptions)}.{nameof(SendOptions.Headers)}.");
}
