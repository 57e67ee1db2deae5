using Resile.LoadBalancing.Calls;

namespace Resile.LoadBalancing.Http;

/// <summary>Opens a reply that comes item by item: it has begun when the first item is here, or it is known that there is none.</summary>
internal sealed class ItemsOpening<TItem> : HttpOpening<OpenStream<TItem>>
{
    private HttpItems<TItem>? _items;
    private bool _hasItem;

    // Lines come first: each stands alone, and none says less than it should if the connection breaks.
    public override string Accept => "application/x-ndjson, application/json;q=0.9, text/event-stream;q=0.8";

    public override async ValueTask OpenAsync(
        HttpChannel channel, CallContext context, Endpoints.Endpoint endpoint, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        _items = await HttpItems<TItem>.OpenAsync(channel, context, endpoint, response, cancellationToken).ConfigureAwait(false);
        _hasItem = await _items.MoveNextAsync().ConfigureAwait(false);
    }

    public override Fault? Explain(Exception exception) => _items is { HasReadFailed: false } ? _items.Explain(exception) : null;

    public override OpenStream<TItem> Begin(Lease lease)
    {
        _items!.Begin();
        return new(_items, lease, _hasItem);
    }

    public override ValueTask DisposeAsync() => _items?.DisposeAsync() ?? default;
}
