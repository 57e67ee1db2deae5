using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing;

public sealed partial class LoadBalancedOptions
{
    /// <summary>The key of the configuration that says in which zone the program runs, for all of its clients.</summary>
    public const string ZoneKey = "Resile:Zone";

    /// <summary>Gets or sets the zone that the client stands in: it prefers endpoints of the same one, as long as enough of them are healthy.</summary>
    /// <value>
    /// A name, as the endpoints carry it; upper and lower case differ. The default, null, is what the configuration says under <see cref="ZoneKey"/>; without that, zones
    /// do not matter.
    /// </value>
    public string? Zone { get; set; }

    /// <summary>Gets or sets the number of healthy endpoints without which zones do not matter: of a few, each zone would have to carry too much alone.</summary>
    /// <value>At least 1. The default is 6.</value>
    public int ZoneLeastEndpoints { get; set; } = 6;

    /// <summary>Gets how the endpoints are asked for in DNS, if no endpoints are listed.</summary>
    public DnsOptions Dns { get; private set; } = new();

    /// <summary>Gets which part of its service's endpoints the client uses: all of them, as it comes.</summary>
    public SubsetOptions Subset { get; } = new();

    /// <summary>Asks DNS for the endpoints, in place of service discovery.</summary>
    /// <param name="name">A host name, or the name of a service with SRV records, which begins with an underscore.</param>
    /// <param name="port">The port of the endpoints of a host name; 0 for the one of the scheme.</param>
    /// <returns>These options.</returns>
    public LoadBalancedOptions UseDns(string name, int port = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Dns.Name = name;
        Dns.Port = port;
        return this;
    }

    internal ZonePreference ZonePreference => string.IsNullOrEmpty(Zone) ? ZonePreference.None : new(Zone, ZoneLeastEndpoints);
}
