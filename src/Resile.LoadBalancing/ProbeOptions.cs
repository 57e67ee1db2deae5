namespace Resile.LoadBalancing;

/// <summary>Whether, and how often, endpoints are asked if they are well, besides what their calls tell.</summary>
/// <remarks>
/// Over HTTP a probe is a GET of <see cref="Path"/>, which an answer of 200 to 299 passes; it goes through the endpoint's own handler, with its certificates and
/// connections, and carries no bearer token. Over TCP and UDP it is a PING frame. An endpoint whose probes fail leaves the rotation like one whose calls
/// fail: at most <see cref="EjectionOptions.MaxShare"/> at a time, never the last, and none while <see cref="EjectionOptions.Enabled"/> is false. While probes are on,
/// they try the endpoints that are away, and no call is spent on that.
/// </remarks>
public sealed class ProbeOptions
{
    /// <summary>Gets or sets whether endpoints are probed.</summary>
    /// <value>The default is false.</value>
    public bool Enabled { get; set; }

    /// <summary>Gets or sets the path that is asked for over HTTP; it follows the path of the endpoint's address, if that has one.</summary>
    /// <value>It begins with a slash and may have a query. The default is <c>/healthz</c>. Other transports ignore it.</value>
    public string Path { get; set; } = "/healthz";

    /// <summary>Gets or sets the time between two probes of an endpoint; a tenth more or less is added at random, so that clients do not probe all at once.</summary>
    /// <value>At least 100 milliseconds, at most a day. The default is 15 seconds. A new endpoint is probed for the first time within it.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets or sets the time after which a probe has failed that was not answered.</summary>
    /// <value>More than zero, at most <see cref="Interval"/>. The default is 5 seconds.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets the number of probes in a row that must fail before an endpoint leaves the rotation.</summary>
    /// <value>At least 1. The default is 2.</value>
    public int FailuresBeforeOut { get; set; } = 2;

    /// <summary>Gets or sets the number of probes in a row that must succeed before an endpoint comes back.</summary>
    /// <value>At least 1. The default is 1.</value>
    public int SuccessesBeforeIn { get; set; } = 1;

    internal ProbeOptions Clone() => (ProbeOptions)MemberwiseClone();
}
