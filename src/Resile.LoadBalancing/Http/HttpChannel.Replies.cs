using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Http;

public sealed partial class HttpChannel
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Attempt<TReply>> ReadAsync<TReply>(
        BalancedOperation operation, Endpoint endpoint, ClientSettings settings, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (typeof(TReply) == typeof(NoReply))
        {
            return new(default, null, Resend.Never, endpoint);
        }

        using var body = await ReplyBody.ReadAsync(response.Content, settings.MaxReplyBytes, cancellationToken).ConfigureAwait(false);
        if (body.IsTooLong)
        {
            return Unreadable<TReply>(operation, endpoint, response, string.Create(CultureInfo.InvariantCulture,
                $"it is longer than {settings.MaxReplyBytes} bytes (Resile:Clients:{_contract.Name}:MaxReplyBytes)"));
        }

        try
        {
            var reply = Parse<TReply>(body.Bytes, settings.Json);
            return reply is null && !operation.IsReplyNullable
                ? Unreadable<TReply>(operation, endpoint, response, "it is empty or null, and the contract promises a value")
                : new(reply, null, Resend.Never, endpoint);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            return Unreadable<TReply>(operation, endpoint, response,
                $"its body, of the type '{response.Content.Headers.ContentType?.MediaType ?? "unknown"}', is no JSON of a {typeof(TReply).Name}", exception);
        }
    }

    private static TReply? Parse<TReply>(ReadOnlySpan<byte> body, JsonSerializerOptions json)
    {
        body = body.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body;
        if (!body.IsEmpty)
        {
            return JsonSerializer.Deserialize(body, (JsonTypeInfo<TReply>)json.GetTypeInfo(typeof(TReply)));
        }

        return default(TReply) is null ? default : throw new JsonException("The body is empty.");
    }

    private Attempt<TReply> Unreadable<TReply>(
        BalancedOperation operation, Endpoint endpoint, HttpResponseMessage response, string reason, Exception? exception = null) =>
        new(default, new UnreadableReplyException(Facts(operation, endpoint), response.StatusCode, reason, exception), Resend.Never, endpoint);

    private async ValueTask<ErrorStatusException> ReadErrorAsync(
        BalancedOperation operation, Endpoint endpoint, ClientSettings settings, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        string? text = null;
        try
        {
            using var body = await ReplyBody.ReadAsync(response.Content, settings.MaxErrorBodyBytes, cancellationToken).ConfigureAwait(false);
            text = body.Bytes.IsEmpty ? null : Encoding.UTF8.GetString(body.Bytes);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            // The status says what matters; a body that breaks off must not hide it.
        }

        return new ErrorStatusException(Facts(operation, endpoint), response.StatusCode, text, RetryAfter(response));
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var asked = response.Headers.RetryAfter is { } header ? header.Delta ?? (header.Date - _timeProvider.GetUtcNow()) : null;
        return asked > TimeSpan.Zero ? asked : null;
    }
}
