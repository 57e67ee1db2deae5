using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Resile.LoadBalancing.Calls;
using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Http;

public sealed partial class HttpChannel
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Attempt<TReply>> ReadAsync<TReply>(
        CallContext context, Endpoint endpoint, HttpResponseMessage response, ReplyHead? head, CancellationToken cancellationToken)
    {
        if (typeof(TReply) == typeof(NoReply) || head is { IsBare: true })
        {
            return new(default, null, Resend.Never, endpoint);
        }

        var limit = context.Settings.MaxReplyBytes;
        var announced = response.Content.Headers.ContentLength;
        if (announced > limit)
        {
            return TooLong<TReply>(context, endpoint, response);
        }

        using var body = await ReplyBody.ReadAsync(response, announced, limit, cancellationToken).ConfigureAwait(false);
        if (body.IsTooLong)
        {
            return TooLong<TReply>(context, endpoint, response);
        }

        try
        {
            // Reading the type costs as much as a pick; only these two are told apart by it.
            var type = typeof(TReply) == typeof(byte[]) || typeof(TReply) == typeof(string) ? response.Content.Headers.ContentType : null;
            var reply = Parse<TReply>(body.Bytes, type, context.Settings.Json);
            return reply is null && !context.Operation.IsReplyNullable
                ? Unreadable<TReply>(context, endpoint, response, "it is empty or null, and the contract promises a value")
                : new(reply, null, Resend.Never, endpoint);
        }
#pragma warning disable CA1031 // The reader reports bad JSON in its own exceptions, and the constructors and setters of a reply in any.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Unreadable<TReply>(context, endpoint, response,
                $"its body, of the type '{response.Content.Headers.ContentType?.MediaType ?? "unknown"}', is no JSON of a {typeof(TReply).Name}", exception);
        }
    }

    private static TReply? Parse<TReply>(ReadOnlySpan<byte> body, MediaTypeHeaderValue? type, JsonSerializerOptions json)
    {
        // Bytes and texts come as they are, unless they come as JSON; the JSON of a generated server is one.
        if (typeof(TReply) == typeof(byte[]) && !IsJson(type))
        {
            return (TReply)(object)body.ToArray();
        }

        if (typeof(TReply) == typeof(string) && type is not null && !IsJson(type))
        {
            return (TReply)(object)EncodingOf(type).GetString(body);
        }

        body = body.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body;
        if (!body.IsEmpty)
        {
            return JsonSerializer.Deserialize(body, json.TypeInfoOf<TReply>());
        }

        return default(TReply) is null ? default : throw new JsonException("The body is empty.");
    }

    private static bool IsJson(MediaTypeHeaderValue? type) => type?.MediaType is { } media
        && (media.Equals("application/json", StringComparison.OrdinalIgnoreCase) || media.EndsWith("+json", StringComparison.OrdinalIgnoreCase));

    private static Encoding EncodingOf(MediaTypeHeaderValue type) =>
        type.CharSet is { Length: > 0 } name ? Encoding.GetEncoding(name.Trim('"')) : Encoding.UTF8;

    private Attempt<TReply> TooLong<TReply>(CallContext context, Endpoint endpoint, HttpResponseMessage response)
    {
        var facts = _runner.Facts(context, endpoint);
        return Unreadable<TReply>(context, endpoint, response, string.Create(CultureInfo.InvariantCulture,
            $"it is longer than {context.Settings.MaxReplyBytes} bytes (Resile:Clients:{facts.Contract}:MaxReplyBytes)"));
    }

    private Attempt<TReply> Unreadable<TReply>(
        CallContext context, Endpoint endpoint, HttpResponseMessage response, string reason, Exception? exception = null) =>
        new(default, new UnreadableReplyException(_runner.Facts(context, endpoint), response.StatusCode, reason, exception), Resend.Never, endpoint);

    private async ValueTask<ErrorStatusException> ReadErrorAsync(
        CallContext context, Endpoint endpoint, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        string? text = null;
        try
        {
            using var body = await ReplyBody.ReadAsync(
                response, response.Content.Headers.ContentLength, context.Settings.MaxErrorBodyBytes, cancellationToken).ConfigureAwait(false);
            text = body.Bytes.IsEmpty ? null : Encoding.UTF8.GetString(body.Bytes);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            // The status says what matters; a body that breaks off must not hide it.
        }

        return new ErrorStatusException(_runner.Facts(context, endpoint), response.StatusCode, text, RetryAfter(response));
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var asked = response.Headers.RetryAfter is { } header ? header.Delta ?? (header.Date - _timeProvider.GetUtcNow()) : null;
        return asked > TimeSpan.Zero ? asked : null;
    }
}
