using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing;

/// <summary>An endpoint that is listed by hand.</summary>
public sealed class EndpointOptions
{
    /// <summary>Gets or sets its base address: an absolute http or https URI, as in <c>http://10.0.0.7:8080</c>.</summary>
    public string? Address { get; set; }

    /// <summary>Gets or sets its name, where its address is something else, as an IP address.</summary>
    /// <value>The <c>Host</c> header carries it, and its certificate must prove it. The default, null, is <see cref="HttpClientOptions.HostName"/>, or without that the host of the address.</value>
    public string? Host { get; set; }

    /// <summary>Gets or sets its share of the load, relative to the other endpoints.</summary>
    /// <value>1 to 10,000. The default is 1.</value>
    public int Weight { get; set; } = EndpointAddress.DefaultWeight;

    /// <summary>Gets or sets its rank: calls go to endpoints of a higher number only as far as those of lower ones are not healthy.</summary>
    /// <value>0 to 100. The default is 0, the first.</value>
    public int Priority { get; set; }

    /// <summary>Gets or sets the zone that it stands in; a client prefers those of its own.</summary>
    /// <value>The default, null, is none.</value>
    public string? Zone { get; set; }
}
