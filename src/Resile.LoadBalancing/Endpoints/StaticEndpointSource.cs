using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Resile.LoadBalancing.Endpoints;

/// <summary>The endpoints that the options list. A change of the options is passed on.</summary>
internal sealed class StaticEndpointSource : IEndpointSource
{
    private readonly Channel<IReadOnlyList<EndpointAddress>> _lists = Channel.CreateBounded<IReadOnlyList<EndpointAddress>>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Passes a list on; the options have been validated.</summary>
    public void Publish(IEnumerable<EndpointOptions> endpoints) =>
        _lists.Writer.TryWrite([.. endpoints.Select(static endpoint => new EndpointAddress(new Uri(endpoint.Address!), endpoint.Weight))]);

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<EndpointAddress>> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var list in _lists.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return list;
        }
    }
}
