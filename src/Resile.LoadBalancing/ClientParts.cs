using System.Net;
using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing;

/// <summary>The parts of a client that are replaced together.</summary>
/// <param name="Balancer">What picks endpoints.</param>
/// <param name="Feed">What carries endpoints over from their source; null where the options list them.</param>
/// <param name="Probes">What asks the endpoints whether they are well.</param>
/// <param name="Key">The options that they were made for.</param>
internal sealed record ClientParts(Balancer Balancer, EndpointFeed? Feed, EndpointProbes Probes, ClientKey Key) : IDisposable
{
    /// <summary>Gets a task that ends when the source of the endpoints has answered, or failed, for the first time.</summary>
    public Task EndpointsAnswered => Feed?.FirstAnswer ?? Task.CompletedTask;

    /// <summary>Begins to feed the balancer; listed endpoints are there when this returns.</summary>
    public void Start(LoadBalancedOptions options)
    {
        Spread(options);
        List(options);
        Feed?.Start();
        Probes.Configure(options.Probe.Clone(), options.Http);
    }

    /// <summary>Takes over what can be changed in place.</summary>
    public void Configure(LoadBalancedOptions options)
    {
        Spread(options);
        List(options);
        Balancer.Rotation.Configure(options.Ejection.Clone());
        Probes.Configure(options.Probe.Clone(), options.Http);
    }

    /// <summary>Takes the endpoints over that the options list, if they come from there.</summary>
    public void List(LoadBalancedOptions options)
    {
        if (Feed is null)
        {
            Balancer.Rotation.Replace([.. options.Endpoints.Select(endpoint => AddressOf(new Uri(endpoint.Address!), options.Http.HostName) with
            {
                Weight = endpoint.Weight,
                Priority = endpoint.Priority,
                Zone = endpoint.Zone,
            })]);
        }
    }

    // The name goes where names are seen, by the server and by its certificate; the address stays what is connected to.
    private static EndpointAddress AddressOf(Uri uri, string? hostName) => hostName is null ? new(uri)
        : new(new UriBuilder(uri) { Host = hostName }.Uri, Target: IPAddress.TryParse(uri.DnsSafeHost, out var address)
            ? new IPEndPoint(address, uri.Port)
            : new DnsEndPoint(uri.DnsSafeHost, uri.Port));

    /// <summary>Begins with the endpoints that other parts know of the same source, so that none are missing until it answers.</summary>
    public void TakeOver(ClientParts old)
    {
        if (Feed is not null && old.Feed is not null && Key.Service == old.Key.Service && Key.Dns == old.Key.Dns)
        {
            Balancer.Rotation.Replace(old.Balancer.Rotation.Listed);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Feed?.Dispose();
        Probes.Dispose();
        Balancer.Rotation.RetireAll();
    }

    private void Spread(LoadBalancedOptions options)
    {
        Balancer.Rotation.Prefer(options.ZonePreference);
        Balancer.Rotation.Choose(options.Subset.Clone());
    }
}
