using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Resile.LoadBalancing.Http;
using Resile.LoadBalancing.NameServers;

namespace Resile.LoadBalancing;

/// <summary>The options that cannot be changed in place: with a change of these, a new balancer takes the calls and the old one drains.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="ConnectTimeout">The time that connecting may take.</param>
/// <param name="Service">The service whose endpoints are watched; null where they are listed.</param>
/// <param name="Dns">What is asked for in DNS, in place of service discovery.</param>
/// <param name="Connection">What connections are made with besides. Secrets in it are told apart without telling them.</param>
internal sealed record ClientKey(string Policy, TimeSpan ConnectTimeout, string? Service, DnsQuestion? Dns, string Connection)
{
    /// <summary>Reads them.</summary>
    public static ClientKey Of(LoadBalancedOptions options, Transport transport) =>
        new(options.Policy, options.ConnectTimeout, options.Endpoints.Count > 0 ? null : options.Service,
            options.Endpoints.Count > 0 ? null : DnsQuestion.Of(options.Dns, transport), ConnectionOf(options, transport));

    private static string ConnectionOf(LoadBalancedOptions options, Transport transport) => transport switch
    {
        Transport.Tcp => string.Create(CultureInfo.InvariantCulture, $"{options.Tcp.PingInterval} {options.MaxReplyBytes} {Told(options.Tcp.Token)}"),
        Transport.Udp => $"{options.Udp.AllowUnprotected} {options.Udp.KeyId} {Told(options.Udp.Key)}",
        Transport.Http => ClientCertificate.FingerprintOf(options.Http) ?? "",
        _ => "",
    };

    private static string Told(string? secret) => secret is null ? "" : Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(secret)), 0, sizeof(ulong));
}
