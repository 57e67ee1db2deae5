using System.Net;
using Microsoft.Extensions.Options;
using Resile.LoadBalancing.Udp;

namespace Resile.LoadBalancing.Configuration;

/// <summary>Refuses options of servers that cannot work when the program starts; each message names the key and the value, and no secret.</summary>
internal sealed class UdpServerOptionsValidator : IValidateOptions<UdpServerOptions>
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, UdpServerOptions options)
    {
        var findings = new Findings($"{UdpServerOptions.SectionName}:{name}", options.ConfigurationProblems);
        CheckAddress(findings, options);
        if (options.Port is < 0 or > IPEndPoint.MaxPort)
        {
            findings.Add(nameof(options.Port), options.Port, $"must be 0 to {IPEndPoint.MaxPort}");
        }

        foreach (var (id, key) in options.Keys)
        {
            UdpOptionsCheck.Id(findings, nameof(options.Keys), id);
            UdpOptionsCheck.Secret(findings, $"{nameof(options.Keys)}:{id}", key);
        }

        CheckAtLeast(findings, nameof(options.MaxSessions), options.MaxSessions, 1);
        CheckAtLeast(findings, nameof(options.MaxConcurrentCalls), options.MaxConcurrentCalls, 1);
        CheckAtLeast(findings, nameof(options.MaxKeptAnswers), options.MaxKeptAnswers, 1);
        CheckAtLeast(findings, nameof(options.MaxKeptBytes), options.MaxKeptBytes, Datagram.MaxBytes);
        CheckTime(findings, nameof(options.IdleTimeout), options.IdleTimeout, TimeSpan.FromMilliseconds(1));
        CheckTime(findings, nameof(options.DrainTimeout), options.DrainTimeout, TimeSpan.Zero);
        return findings.All.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(findings.All);
    }

    private static void CheckAddress(Findings findings, UdpServerOptions options)
    {
        if (!IPAddress.TryParse(options.Address, out var address))
        {
            findings.Add(nameof(options.Address), options.Address, "is no IP address. Write one of this machine's, as in 127.0.0.1, or 0.0.0.0 for all");
        }
        else if (!IPAddress.IsLoopback(address) && options.Keys.Count == 0 && !options.AllowUnprotected)
        {
            findings.Add(nameof(options.Address), options.Address, "is beyond the loopback, and there are no Keys. Set Keys:1 to base64 of 32 random bytes "
                + "('openssl rand -base64 32'), or set AllowUnprotected where the network is trusted as a whole");
        }
    }

    private static void CheckAtLeast(Findings findings, string key, int value, int least)
    {
        if (value < least)
        {
            findings.Add(key, value, $"must be at least {least}");
        }
    }

    private static void CheckTime(Findings findings, string key, TimeSpan value, TimeSpan least)
    {
        if (value < least || value > Longest)
        {
            findings.Add(key, value, $"must be at least {least.TotalMilliseconds} ms and at most a day");
        }
    }
}
