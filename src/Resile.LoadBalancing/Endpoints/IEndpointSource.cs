namespace Resile.LoadBalancing.Endpoints;

/// <summary>Tells a client where the replicas of its service are.</summary>
public interface IEndpointSource
{
    /// <summary>Yields the endpoints, and again whenever they change, until it is cancelled.</summary>
    /// <param name="cancellationToken">Ends the watching when the client is disposed.</param>
    /// <returns>
    /// The complete list at each change. An empty list says that nothing is known: the client keeps the endpoints that it has. If the
    /// sequence ends, the last list stays valid; if it throws, the client keeps its endpoints, waits a while and watches anew.
    /// </returns>
    IAsyncEnumerable<IReadOnlyList<EndpointAddress>> WatchAsync(CancellationToken cancellationToken);
}
