using System.Net;
using Microsoft.Extensions.Options;
using Resile.LoadBalancing.Tcp;

namespace Resile.LoadBalancing.Configuration;

/// <summary>Refuses options of servers that cannot work when the program starts; each message names the key and the value.</summary>
internal sealed class TcpServerOptionsValidator : IValidateOptions<TcpServerOptions>
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, TcpServerOptions options)
    {
        var findings = new Findings($"{TcpServerOptions.SectionName}:{name}", options.ConfigurationProblems);
        if (!IPAddress.TryParse(options.Address, out _))
        {
            findings.Add(nameof(options.Address), options.Address, "is no IP address. Write one of this machine's, as in 127.0.0.1, or 0.0.0.0 for all");
        }

        if (options.Port is < 0 or > IPEndPoint.MaxPort)
        {
            findings.Add(nameof(options.Port), options.Port, $"must be 0 to {IPEndPoint.MaxPort}");
        }

        CheckAtLeastOne(findings, nameof(options.MaxConnections), options.MaxConnections);
        CheckAtLeastOne(findings, nameof(options.MaxConcurrentCalls), options.MaxConcurrentCalls);
        CheckAtLeastOne(findings, nameof(options.MaxRequestBytes), options.MaxRequestBytes);
        CheckTime(findings, nameof(options.HandshakeTimeout), options.HandshakeTimeout, TimeSpan.FromMilliseconds(1));
        CheckTime(findings, nameof(options.FrameTimeout), options.FrameTimeout, TimeSpan.FromMilliseconds(1));
        CheckTime(findings, nameof(options.IdleTimeout), options.IdleTimeout, TimeSpan.FromMilliseconds(1));
        CheckTime(findings, nameof(options.DrainTimeout), options.DrainTimeout, TimeSpan.Zero);
        return findings.All.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(findings.All);
    }

    private static void CheckAtLeastOne(Findings findings, string key, int value)
    {
        if (value < 1)
        {
            findings.Add(key, value, "must be at least 1");
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
