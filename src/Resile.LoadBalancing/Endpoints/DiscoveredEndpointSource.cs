using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.ServiceDiscovery;

namespace Resile.LoadBalancing.Endpoints;

/// <summary>The endpoints that Microsoft.Extensions.ServiceDiscovery knows of a service.</summary>
/// <remarks>
/// Each scheme is asked for by itself, best first, so that an endpoint without a scheme of its own gets the one it was found under.
/// The resolver forgets what nobody asks for, and its change tokens with it; hence the asking again, which is answered from
/// its cache.
/// </remarks>
internal sealed class DiscoveredEndpointSource(
    ServiceEndpointResolver resolver, string service, TimeProvider timeProvider, Transport transport = Transport.Http) : IEndpointSource
{
    /// <summary>How long it waits for a change before it asks again.</summary>
    public static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(5);

    private readonly (string Scheme, string Query)[] _queries = [.. ServiceName.Queries(service, transport)];

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<EndpointAddress>> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            using var changed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            List<EndpointAddress> addresses = [];
            var registrations = new List<IDisposable>(_queries.Length);
            try
            {
                foreach (var (scheme, query) in _queries)
                {
                    var source = await resolver.GetEndpointsAsync(query, cancellationToken).ConfigureAwait(false);
                    registrations.Add(source.ChangeToken.RegisterChangeCallback(static state => ((CancellationTokenSource)state!).Cancel(), changed));
                    addresses = [.. source.Endpoints.Select(endpoint => AddressOf(endpoint, scheme)).OfType<EndpointAddress>()];
                    if (addresses.Count > 0)
                    {
                        break;
                    }
                }

                yield return addresses;
                await Task.Delay(AskAgainAfter, timeProvider, changed.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            finally
            {
                registrations.ForEach(static registration => registration.Dispose());
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private EndpointAddress? AddressOf(ServiceEndpoint endpoint, string scheme) => endpoint.EndPoint switch
    {
        UriEndPoint uri => EndpointAddress.TryParseUri(uri.Uri.OriginalString, transport, out var address) ? new EndpointAddress(address) : null,
        DnsEndPoint dns => new EndpointAddress(UriOf(scheme, dns.Host, dns.Port)),
        IPEndPoint ip when endpoint.Features.Get<IHostNameFeature>() is { } host =>
            new EndpointAddress(UriOf(scheme, host.HostName, ip.Port), Target: WithPort(ip, scheme)),
        IPEndPoint ip => new EndpointAddress(UriOf(scheme, ip.Address.ToString(), ip.Port)),
        _ => null,
    };

    private static Uri UriOf(string scheme, string host, int port) => new UriBuilder(scheme, host, port == 0 ? -1 : port).Uri;

    private static IPEndPoint WithPort(IPEndPoint endpoint, string scheme) =>
        endpoint.Port != 0 ? endpoint : new IPEndPoint(endpoint.Address, scheme == Uri.UriSchemeHttps ? 443 : 80);
}
