using Resile.LoadBalancing.Http;
using Resile.LoadBalancing.NameServers;

namespace Resile.LoadBalancing;

/// <summary>The options that cannot be changed in place: with a change of these, a new balancer takes the calls and the old one drains.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="ConnectTimeout">The time that connecting may take.</param>
/// <param name="Service">The service whose endpoints are watched; null where they are listed.</param>
/// <param name="Dns">What is asked for in DNS, in place of service discovery.</param>
/// <param name="Certificate">What tells the certificate of a client over HTTP apart from another one.</param>
/// <param name="Sealing">What tells the secret of UDP apart from another one, without telling it.</param>
internal sealed record ClientKey(string Policy, TimeSpan ConnectTimeout, string? Service, DnsQuestion? Dns, string? Certificate, string Sealing)
{
    /// <summary>Reads them.</summary>
    public static ClientKey Of(LoadBalancedOptions options, Transport transport) =>
        new(options.Policy, options.ConnectTimeout, options.Endpoints.Count > 0 ? null : options.Service,
            options.Endpoints.Count > 0 ? null : DnsQuestion.Of(options.Dns, transport), transport == Transport.Http ? ClientCertificate.FingerprintOf(options.Http) : null, options.Udp.Fingerprint);
}
