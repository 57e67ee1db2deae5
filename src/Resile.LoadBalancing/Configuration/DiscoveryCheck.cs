using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.ServiceDiscovery;
using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Configuration;

/// <summary>Checks, when a program starts, whether service discovery can find a service at all.</summary>
/// <remarks>
/// Only what the configuration says can be known without asking around. With another provider, as for DNS, the endpoints may
/// come later, and a client that has none fails its calls with a <see cref="NoEndpointException"/>.
/// </remarks>
internal sealed class DiscoveryCheck(IServiceProvider services)
{
    /// <summary>Lists what is wrong.</summary>
    public IEnumerable<string> Check(string endpointsKey, string serviceKey, string service, Transport transport = Transport.Http)
    {
        var (best, scheme) = (TransportSchemes.Of(transport)[0], TransportSchemes.Of(transport)[^1]);
        if (!ServiceName.IsValid(service, transport))
        {
            return [$"'{serviceKey}' = '{service}' names no service. "
                + $"Write a name, as in catalog, {scheme}://catalog{(best == scheme ? "" : $" or {best}+{scheme}://catalog")}."];
        }

        if (services.GetService<IConfiguration>() is not { } configuration)
        {
            return [$"'{endpointsKey}' lists no endpoint, and there is no configuration in which to find service '{service}'. "
                + "Add endpoints in code, or register an IConfiguration."];
        }

        var root = services.GetRequiredService<IOptions<ConfigurationServiceEndpointProviderOptions>>().Value.SectionName;
        var section = configuration.GetSection(root).GetSection(ServiceName.Key(service));
        return section.Exists() ? CheckAddresses(section, transport) : IsConfigurationTheOnlyProvider() ? [NoEndpoint(endpointsKey, section.Path, transport)] : [];
    }

    private static string NoEndpoint(string endpointsKey, string discoveryKey, Transport transport) =>
        $"'{endpointsKey}' lists no endpoint, and '{discoveryKey}' does not exist, so there is nobody to call. "
        + $"Set '{endpointsKey}:0:Address' or '{discoveryKey}:{TransportSchemes.Of(transport)[^1]}:0' to an address, as in {TransportSchemes.Example(transport)}.";

    private static IEnumerable<string> CheckAddresses(IConfigurationSection section, Transport transport)
    {
        var addresses = section.GetChildren().SelectMany(static named => named.GetChildren().Prepend(named))
            .Where(static leaf => leaf.Value is not null).ToArray();
        return addresses.Length == 0
            ? [$"'{section.Path}' lists no endpoint. Set '{section.Path}:{TransportSchemes.Of(transport)[^1]}:0' to an address, as in {TransportSchemes.Example(transport)}."]
            : addresses.Where(leaf => !IsAddress(leaf.Value, transport)).Select(leaf => $"'{leaf.Path}' = '{leaf.Value}' is no address. "
                + $"Write host and port, or scheme, host and port, as in {TransportSchemes.Example(transport)}.");
    }

    private static bool IsAddress(string? text, Transport transport) => ServiceEndpoint.TryParse(text, out var endpoint)
        && endpoint.EndPoint switch
        {
            UriEndPoint uri => EndpointAddress.TryParseUri(uri.Uri.OriginalString, transport, out _),
            System.Net.DnsEndPoint dns => Uri.CheckHostName(dns.Host) != UriHostNameType.Unknown,
            _ => true,
        };

    private bool IsConfigurationTheOnlyProvider() => services.GetServices<IServiceEndpointProviderFactory>().Count() == 1;
}
