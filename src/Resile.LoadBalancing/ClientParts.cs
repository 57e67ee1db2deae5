using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing;

/// <summary>The parts of a client that are replaced together.</summary>
/// <param name="Balancer">What picks endpoints.</param>
/// <param name="Source">Where the endpoints come from.</param>
/// <param name="Feed">What carries them over.</param>
/// <param name="Key">The options that they were made for.</param>
internal sealed record ClientParts(Balancer Balancer, IEndpointSource Source, EndpointFeed Feed, string Key) : IDisposable
{
    /// <summary>Begins to feed the balancer; listed endpoints are there when this returns.</summary>
    public void Start(LoadBalancedOptions options)
    {
        Publish(options);
        Feed.Start();
    }

    /// <summary>Passes listed endpoints on.</summary>
    public void Publish(LoadBalancedOptions options) => (Source as StaticEndpointSource)?.Publish(options.Endpoints);

    /// <inheritdoc/>
    public void Dispose()
    {
        Feed.Dispose();
        Balancer.Rotation.RetireAll();
    }
}
