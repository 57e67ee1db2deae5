using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.NameServers;

namespace Resile.LoadBalancing.Configuration;

internal sealed partial class LoadBalancedOptionsValidator
{
    private const int MostClients = 1_000_000;

    private static readonly TimeSpan ShortestProbeInterval = TimeSpan.FromMilliseconds(100);

    private static void CheckForwarded(Findings findings, LoadBalancedOptions options, BalancedContract contract)
    {
        if (contract.IsForwarded && options.Shadow.IsSet)
        {
            findings.Add("Shadow", null, "cannot be: only the requests of generated clients can be copied. Remove it");
        }
    }

    private static void CheckDns(Findings findings, DnsOptions options, Transport transport)
    {
        if (options.Name.Length == 0)
        {
            return;
        }

        if (!IsDnsName(options.Name))
        {
            findings.Add("Dns:Name", options.Name, "is no name that DNS can know. Write one as in catalog.example.com, or _http._tcp.catalog.example.com for SRV records");
        }

        var schemes = TransportSchemes.Of(transport);
        if (options.Scheme.Length > 0 && transport != TransportSchemes.Any && !schemes.Contains(options.Scheme))
        {
            findings.Add("Dns:Scheme", options.Scheme, $"must be {string.Join(" or ", schemes)}");
        }

        if (options.Port is < 0 or > ushort.MaxValue)
        {
            findings.Add("Dns:Port", options.Port, $"must be 1 to {ushort.MaxValue}, or 0 for the port of the scheme");
        }
        else if (DnsQuestion.Of(options, transport) is { IsService: false, Port: 0 })
        {
            findings.Add("Dns:Port", options.Port, "is missing: the scheme has no port of its own, and only SRV records carry one");
        }

        if (options.Server.Length > 0 && !DnsLookup.TryReadServer(options.Server, out _))
        {
            findings.Add("Dns:Server", options.Server, "is no IP address. Write one, with a port if that is not 53, as in 10.0.0.2:5353");
        }

        CheckDnsTimes(findings, options);
    }

    private static void CheckDnsTimes(Findings findings, DnsOptions options)
    {
        if (options.MinRefresh < TimeSpan.FromSeconds(1))
        {
            findings.Add("Dns:MinRefresh", options.MinRefresh, "must be at least a second");
        }

        if (options.MaxRefresh < options.MinRefresh || options.MaxRefresh > LongestDeadline)
        {
            findings.Add("Dns:MaxRefresh", options.MaxRefresh, "must be at least Dns:MinRefresh and at most a day");
        }

        if (options.Timeout < TimeSpan.FromMilliseconds(1) || options.Timeout > TimeSpan.FromMinutes(1))
        {
            findings.Add("Dns:Timeout", options.Timeout, "must be 1 millisecond to 1 minute");
        }
    }

    private static bool IsDnsName(string name) => name.Length <= 253 && name.TrimEnd('.').Split('.').All(static label =>
        label.Length is >= 1 and <= 63 && label.All(static character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_'));

    private static void CheckSubset(Findings findings, SubsetOptions options)
    {
        if (options.Size < 0)
        {
            findings.Add("Subset:Size", options.Size, "must not be less than zero. To use all endpoints, set it to 0");
        }

        if (options.ClientCount is < 1 or > MostClients)
        {
            findings.Add("Subset:ClientCount", options.ClientCount, $"must be 1 to {MostClients}");
        }

        if (options.ClientIndex < 0 || options.ClientIndex >= options.ClientCount)
        {
            findings.Add("Subset:ClientIndex", options.ClientIndex, $"must be 0 to one less than Subset:ClientCount, which is {options.ClientCount}");
        }
    }

    private static void CheckProbe(Findings findings, ProbeOptions options)
    {
        if (!options.Path.StartsWith('/') || options.Path.StartsWith("//", StringComparison.Ordinal) || options.Path.Contains('#', StringComparison.Ordinal)
            || options.Path.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            findings.Add("Probe:Path", options.Path, "is no path. Write one that begins with a slash, as in /healthz, and escape what is not ASCII");
        }

        if (options.Interval < ShortestProbeInterval || options.Interval > LongestDeadline)
        {
            findings.Add("Probe:Interval", options.Interval, "must be at least 100 milliseconds and at most a day. To probe nothing, set Probe:Enabled to false");
        }

        if (options.Timeout <= TimeSpan.Zero || options.Timeout > options.Interval)
        {
            findings.Add("Probe:Timeout", options.Timeout, "must be more than zero and at most Probe:Interval");
        }

        if (options.FailuresBeforeOut < 1)
        {
            findings.Add("Probe:FailuresBeforeOut", options.FailuresBeforeOut, "must be at least 1");
        }

        if (options.SuccessesBeforeIn < 1)
        {
            findings.Add("Probe:SuccessesBeforeIn", options.SuccessesBeforeIn, "must be at least 1");
        }
    }
}
