using Resile.LoadBalancing.Udp;

namespace Resile.LoadBalancing.Configuration;

/// <summary>Checks what both sides of UDP need: keys, and none sent in the clear by oversight. No secret stands in a message.</summary>
internal static class UdpOptionsCheck
{
    /// <summary>Checks the options of a client.</summary>
    public static void Client(Findings findings, LoadBalancedOptions options, Transport transport)
    {
        var udp = options.Udp;
        if (udp.MaxInFlight is < 1 or > UdpClientOptions.MostInFlight)
        {
            findings.Add("Udp:MaxInFlight", udp.MaxInFlight, $"must be 1 to {UdpClientOptions.MostInFlight}");
        }

        Id(findings, "Udp:KeyId", udp.KeyId);
        if (udp.Key is { } text)
        {
            Secret(findings, "Udp:Key", text);
        }
        else if (transport == Transport.Udp && !udp.AllowUnprotected
            && options.Endpoints.FirstOrDefault(static endpoint => Uri.TryCreate(endpoint.Address, UriKind.Absolute, out var uri) && !uri.IsLoopback) is { } remote)
        {
            findings.Add("Udp:Key", null, $"is missing, and '{remote.Address}' is beyond the loopback. Set it to base64 of 32 random bytes that the servers know, "
                + "or set Udp:AllowUnprotected where the network is trusted as a whole");
        }
    }

    /// <summary>Checks the number of a key.</summary>
    public static void Id(Findings findings, string key, int id)
    {
        if (id is < 1 or > PresharedKey.MostId)
        {
            findings.Add(key, id, $"must be 1 to {PresharedKey.MostId}: the number of a key");
        }
    }

    /// <summary>Checks a secret.</summary>
    public static void Secret(Findings findings, string key, string? text)
    {
        if (!PresharedKey.TryParse(1, text, out _))
        {
            findings.Add(key, null, $"is no base64 of at least {PresharedKey.LeastBytes} bytes. Make one with 'openssl rand -base64 32'");
        }
    }
}
