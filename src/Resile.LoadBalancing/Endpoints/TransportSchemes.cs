namespace Resile.LoadBalancing.Endpoints;

/// <summary>The schemes of the addresses of each transport.</summary>
internal static class TransportSchemes
{
    /// <summary>The scheme of an endpoint that takes frames in the clear.</summary>
    public const string Tcp = "tcp";

    /// <summary>The scheme of an endpoint that takes frames over TLS.</summary>
    public const string SecureTcp = "tcps";

    /// <summary>The scheme of an endpoint that takes datagrams; whether they are sealed, the client's key decides.</summary>
    public const string Udp = "udp";

    /// <summary>Stands for a transport that nobody here knows: that of somebody else's client.</summary>
    public const Transport Any = (Transport)(-1);

    /// <summary>Lists the schemes of a transport, best first.</summary>
    public static IReadOnlyList<string> Of(Transport transport) => transport switch
    {
        Transport.Tcp => [SecureTcp, Tcp],
        Transport.Udp => [Udp],
        Any => [Tcp],
        _ => [Uri.UriSchemeHttps, Uri.UriSchemeHttp],
    };

    /// <summary>Shows how an address of a transport is written.</summary>
    public static string Example(Transport transport) => $"{Of(transport)[^1]}://10.0.0.7:8080";
}
