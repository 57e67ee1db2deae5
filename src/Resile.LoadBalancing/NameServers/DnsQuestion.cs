using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.NameServers;

/// <summary>What is asked in DNS for the endpoints of a service. Equal questions share an answer.</summary>
/// <param name="Name">The name.</param>
/// <param name="Port">The port of the endpoints of a host name.</param>
/// <param name="Scheme">The scheme of the endpoints.</param>
/// <param name="Server">The name server; empty for those of the machine.</param>
/// <param name="MinRefresh">The shortest time that an answer is used.</param>
/// <param name="MaxRefresh">The longest time that an answer is used.</param>
/// <param name="Timeout">The time that a name server has to answer.</param>
internal sealed record DnsQuestion(
    string Name, int Port, string Scheme, string Server, TimeSpan MinRefresh, TimeSpan MaxRefresh, TimeSpan Timeout)
{
    /// <summary>Gets whether the name is that of a service, with SRV records.</summary>
    public bool IsService => Name.StartsWith('_');

    /// <summary>Reads the question from options that have been checked.</summary>
    /// <returns>Null where DNS is not to be asked.</returns>
    public static DnsQuestion? Of(DnsOptions options, Transport transport)
    {
        if (options.Name.Length == 0)
        {
            return null;
        }

        var scheme = options.Scheme.Length == 0 ? TransportSchemes.Of(transport)[0] : options.Scheme;
        var port = options.Port != 0 ? options.Port : DefaultPort(scheme);
        return new(options.Name, port, scheme, options.Server, options.MinRefresh, options.MaxRefresh, options.Timeout);
    }

    /// <summary>Gets the port that a scheme has by itself; 0 where it has none.</summary>
    public static int DefaultPort(string scheme) => scheme == Uri.UriSchemeHttps ? 443 : scheme == Uri.UriSchemeHttp ? 80 : 0;
}
