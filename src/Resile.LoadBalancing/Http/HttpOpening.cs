using Resile.LoadBalancing.Calls;

namespace Resile.LoadBalancing.Http;

/// <summary>An answer that goes on after the attempt has ended: it is being opened.</summary>
/// <typeparam name="TOpen">What it becomes.</typeparam>
internal abstract class HttpOpening<TOpen> : IAsyncDisposable
{
    /// <summary>Gets the content types that are asked for; null where any will do.</summary>
    public virtual string? Accept => null;

    /// <summary>Waits until the answer has begun.</summary>
    public abstract ValueTask OpenAsync(HttpChannel channel, CallContext context, Endpoints.Endpoint endpoint, HttpResponseMessage response, CancellationToken cancellationToken);

    /// <summary>Finds out what an exception of <see cref="OpenAsync"/> means, where it is not the transport's.</summary>
    public virtual Fault? Explain(Exception exception) => null;

    /// <summary>Hands over what was opened, and the endpoint with it.</summary>
    /// <param name="lease">What <see cref="Balancer.Begun"/> returned.</param>
    public abstract TOpen Begin(Lease lease);

    /// <summary>Closes what was not handed over.</summary>
    public abstract ValueTask DisposeAsync();
}
