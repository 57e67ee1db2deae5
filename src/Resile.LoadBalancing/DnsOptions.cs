namespace Resile.LoadBalancing;

/// <summary>How the endpoints of a service are asked for in DNS.</summary>
/// <remarks>
/// Answers are asked for again when their time to live is over, within bounds. While a name server is down, or says that the name is gone, the endpoints that were found stay in use.
/// Clients of one program that ask the same question share the answer.
/// </remarks>
public sealed class DnsOptions
{
    /// <summary>Gets or sets the name to ask for.</summary>
    /// <value>
    /// A host name, each of whose addresses is an endpoint (A records, or AAAA records where there are none); or the name of a service, which begins with an underscore, as in
    /// <c>_http._tcp.catalog.example.com</c>: its SRV records name hosts, ports, priorities and weights. The default, empty, does not ask DNS.
    /// </value>
    public string Name { get; set; } = "";

    /// <summary>Gets or sets the port of the endpoints of a host name; SRV records carry their own.</summary>
    /// <value>1 to 65535. The default, 0, is the port of the scheme, where that has one.</value>
    public int Port { get; set; }

    /// <summary>Gets or sets the scheme of the endpoints.</summary>
    /// <value><c>http</c> or <c>https</c>; over TCP <c>tcp</c> or <c>tcps</c>. The default, empty, is the one that encrypts.</value>
    public string Scheme { get; set; } = "";

    /// <summary>Gets or sets the name server to ask.</summary>
    /// <value>An IP address, with a port if that is not 53. The default, empty, asks those of the machine.</value>
    public string Server { get; set; } = "";

    /// <summary>Gets or sets the shortest time between two questions, whatever the time to live of the answer is.</summary>
    /// <value>At least 1 second. The default is 5 seconds.</value>
    public TimeSpan MinRefresh { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets the longest time between two questions, whatever the time to live of the answer is.</summary>
    /// <value>At least <see cref="MinRefresh"/>, at most a day. The default is 5 minutes.</value>
    public TimeSpan MaxRefresh { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets the time that a name server has to answer; it is asked twice.</summary>
    /// <value>1 millisecond to 1 minute. The default is 2 seconds.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);
}
