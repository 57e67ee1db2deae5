using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Resile.LoadBalancing.Calls;
using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Policies;

namespace Resile.LoadBalancing.Http;

/// <summary>The items of an answer: a JSON array, lines of JSON, or server-sent events whose data are JSON, as its content type says.</summary>
internal sealed class HttpItems<TItem> : ItemSource<TItem>
{
    private readonly HttpChannel _channel;
    private readonly CallContext _context;
    private readonly Endpoint _endpoint;
    private readonly HttpResponseMessage _response;
    private readonly ItemBody _body;
    private readonly IAsyncEnumerator<TItem?> _items;

    private HttpItems(HttpChannel channel, CallContext context, Endpoint endpoint, HttpResponseMessage response, ItemBody body)
    {
        _channel = channel;
        _context = context;
        _endpoint = endpoint;
        _response = response;
        _body = body;
        _items = Read().GetAsyncEnumerator(CancellationToken.None);
    }

    /// <inheritdoc/>
    public override TItem Current => _items.Current!;

    /// <summary>Gets whether the connection failed.</summary>
    public bool HasReadFailed => _body.HasReadFailed;

    /// <summary>Begins to read an answer; nothing has been read of its body yet.</summary>
    public static async ValueTask<HttpItems<TItem>> OpenAsync(
        HttpChannel channel, CallContext context, Endpoint endpoint, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        return new(channel, context, endpoint, response, new ItemBody(stream, context.Deadline, context.Settings.Streams, cancellationToken));
    }

    /// <summary>Notes that the first item has come.</summary>
    public void Begin() => _body.Begin();

    /// <inheritdoc/>
    public override async ValueTask<bool> MoveNextAsync()
    {
        _body.NextItem();
        if (!await _items.MoveNextAsync().ConfigureAwait(false))
        {
            return false;
        }

        return _items.Current is not null || _context.Operation.IsReplyNullable
            ? true
            : throw new JsonException("An item is null, and the contract promises a value.");
    }

    /// <inheritdoc/>
    public override Fault? Explain(Exception exception) => HasReadFailed
        ? _channel.ExplainItem(_context, _endpoint, exception)
        : new(_channel.Unreadable(_context, _endpoint, _response, ReasonOf(exception), exception), Resend.Never, CallResult.Answered);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _items.DisposeAsync().ConfigureAwait(false);
        await _body.DisposeAsync().ConfigureAwait(false);
        _response.Dispose();
    }

    private string ReasonOf(Exception exception) => exception is ItemTooLongException
        ? string.Create(CultureInfo.InvariantCulture,
            $"an item is longer than {_context.Settings.Streams.MaxItemBytes} bytes (Resile:Clients:{_channel.ContractName}:Streams:MaxItemBytes)")
        : $"its body, of the type '{MediaType ?? "unknown"}', is no stream of {typeof(TItem).Name} in JSON, lines of JSON or server-sent events";

    private string? MediaType => _response.Content.Headers.ContentType?.MediaType;

    private IAsyncEnumerable<TItem?> Read()
    {
        var json = _context.Settings.Json.TypeInfoOf<TItem>();
        return MediaType?.ToLowerInvariant() switch
        {
            "application/x-ndjson" or "application/ndjson" or "application/jsonl" or "application/x-jsonlines" or "application/json-lines" =>
                JsonSerializer.DeserializeAsyncEnumerable(_body, json, topLevelValues: true, CancellationToken.None),
            "text/event-stream" => ReadEventsAsync(SseParser.Create(_body, (_, data) => JsonSerializer.Deserialize(data, json))),
            "application/json" => JsonSerializer.DeserializeAsyncEnumerable(_body, json, CancellationToken.None),
            { } other when other.EndsWith("+json", StringComparison.Ordinal) => JsonSerializer.DeserializeAsyncEnumerable(_body, json, CancellationToken.None),
            _ => RefuseAsync(),
        };
    }

    private static async IAsyncEnumerable<TItem?> ReadEventsAsync(SseParser<TItem?> parser)
    {
        await foreach (var item in parser.EnumerateAsync(CancellationToken.None).ConfigureAwait(false))
        {
            yield return item.Data;
        }
    }

    // An answer without a body has no type, and no items either.
    private async IAsyncEnumerable<TItem?> RefuseAsync()
    {
        if (await _body.ReadAsync(new byte[1], CancellationToken.None).ConfigureAwait(false) > 0)
        {
            throw new JsonException($"'{MediaType}' is none of the types of streams.");
        }

        yield break;
    }
}
