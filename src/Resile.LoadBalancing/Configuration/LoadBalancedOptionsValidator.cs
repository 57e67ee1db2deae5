using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Tcp;

namespace Resile.LoadBalancing.Configuration;

/// <summary>Refuses options that cannot work when the program starts; each message names the key and the value.</summary>
internal sealed partial class LoadBalancedOptionsValidator(
    IServiceProvider services, LoadBalancerCatalog policies, IEnumerable<ContractRegistration> contracts) : IValidateOptions<LoadBalancedOptions>
{
    private const int MostAttempts = 5;

    private static readonly TimeSpan LongestDeadline = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, LoadBalancedOptions options)
    {
        var contract = contracts.Select(static registration => registration.Contract).FirstOrDefault(contract => contract.Name == name);
        if (contract is null)
        {
            return ValidateOptionsResult.Skip;
        }

        var findings = new Findings($"{LoadBalancedOptions.SectionName}:{name}", options.ConfigurationProblems);
        if (!policies.Contains(options.Policy))
        {
            findings.Add("Policy", options.Policy, $"names no policy. Known: {string.Join(", ", policies.Names)}");
        }

        CheckTimes(findings, options);
        CheckOperations(findings, options, contract);
        CheckRetry(findings, options.Retry);
        CheckEjection(findings, options.Ejection);
        CheckForwarded(findings, options, contract);
        CheckProbe(findings, options.Probe);
        CheckDns(findings, options.Dns, contract.Transport);
        CheckSubset(findings, options.Subset);
        CheckSizes(findings, options);
        CheckStreams(findings, options.Streams);
        CheckHttp(findings, options.Http);
        CheckTcp(findings, options.Tcp);
        UdpOptionsCheck.Client(findings, options, contract.Transport);
        CheckEndpoints(findings, "", options.Endpoints, contract.Transport);
        if (options.Endpoints.Count == 0 && options.EndpointSource is null && options.Dns.Name.Length == 0)
        {
            CheckDiscovery(findings, "", options.Service, contract.Transport);
        }

        if (options.ZoneLeastEndpoints < 1)
        {
            findings.Add("ZoneLeastEndpoints", options.ZoneLeastEndpoints, "must be at least 1");
        }

        CheckAlternates(findings, options, contract.Transport);
        return findings.All.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(findings.All);
    }

    private static void CheckTimes(Findings findings, LoadBalancedOptions options)
    {
        CheckDeadline(findings, "Deadline", options.Deadline);
        CheckDeadline(findings, "ConnectTimeout", options.ConnectTimeout);
        if (options.AttemptTimeout is { } attempt)
        {
            CheckDeadline(findings, "AttemptTimeout", attempt);
        }
    }

    private static void CheckDeadline(Findings findings, string key, TimeSpan value)
    {
        if (value < TimeSpan.FromMilliseconds(1) || value > LongestDeadline)
        {
            findings.Add(key, value, "must be at least a millisecond and at most a day");
        }
    }

    private static void CheckOperations(Findings findings, LoadBalancedOptions options, BalancedContract contract)
    {
        foreach (var (name, operation) in options.Operations)
        {
            var known = contract.Operations.Where(known => string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase)).ToArray();
            if (known.Length == 0)
            {
                findings.Add($"Operations:{name}", null,
                    $"is no operation of the contract. Its operations: {string.Join(", ", contract.Operations.Select(static known => known.Name))}");
            }
            else
            {
                CheckOperation(findings, name, operation, isHedged: known.Any(static each => each.MaxExtraLoad > 0));
            }
        }
    }

    private static void CheckOperation(Findings findings, string name, OperationOptions operation, bool isHedged)
    {
        if (operation.Deadline is { } deadline)
        {
            CheckDeadline(findings, $"Operations:{name}:Deadline", deadline);
        }

        if (operation.MaxExtraLoad is { } share && !(share is >= 0 and <= 0.5))
        {
            findings.Add($"Operations:{name}:MaxExtraLoad", share, "must be 0 to 0.5: the share of the calls that may be sent twice");
        }
        else if (operation.MaxExtraLoad > 0 && !isHedged)
        {
            findings.Add($"Operations:{name}:MaxExtraLoad", operation.MaxExtraLoad, "cannot be: the operation is not hedged. Put [Hedge] on it in the contract");
        }
    }

    private static void CheckRetry(Findings findings, RetryOptions options)
    {
        if (options.MaxAttempts is < 1 or > MostAttempts)
        {
            findings.Add("Retry:MaxAttempts", options.MaxAttempts, $"must be 1 to {MostAttempts}. To send nothing again, set it to 1");
        }

        if (!(options.Budget is >= 0 and <= 1))
        {
            findings.Add("Retry:Budget", options.Budget, "must be 0 to 1: the retries that there may be per call");
        }

        if (!(options.MinPerSecond is >= 0 and <= 10_000))
        {
            findings.Add("Retry:MinPerSecond", options.MinPerSecond, "must be 0 to 10000");
        }

        if (options.BaseDelay < TimeSpan.Zero)
        {
            findings.Add("Retry:BaseDelay", options.BaseDelay, "must not be less than zero");
        }

        if (options.MaxDelay < options.BaseDelay || options.MaxDelay > LongestDeadline)
        {
            findings.Add("Retry:MaxDelay", options.MaxDelay, "must be at least Retry:BaseDelay and at most a day");
        }
    }

    private static void CheckEjection(Findings findings, EjectionOptions options)
    {
        if (options.ConsecutiveFailures < 1)
        {
            findings.Add("Ejection:ConsecutiveFailures", options.ConsecutiveFailures, "must be at least 1. To eject nothing, set Ejection:Enabled to false");
        }

        if (options.Duration <= TimeSpan.Zero)
        {
            findings.Add("Ejection:Duration", options.Duration, "must be more than zero");
        }

        if (options.MaxDuration < options.Duration || options.MaxDuration > LongestDeadline)
        {
            findings.Add("Ejection:MaxDuration", options.MaxDuration, "must be at least Ejection:Duration and at most a day");
        }

        if (!(options.MaxShare is > 0 and <= 1))
        {
            findings.Add("Ejection:MaxShare", options.MaxShare, "must be more than 0 and at most 1");
        }

        if (!(options.PanicShare is >= 0 and <= 1))
        {
            findings.Add("Ejection:PanicShare", options.PanicShare, "must be 0 to 1. To ignore health never, set it to 0");
        }

        if (options.SuccessRateInterval < TimeSpan.Zero || options.SuccessRateInterval > LongestDeadline)
        {
            findings.Add("Ejection:SuccessRateInterval", options.SuccessRateInterval, "must be zero, for never, or more, and at most a day");
        }

        if (options.SuccessRateCalls < 1)
        {
            findings.Add("Ejection:SuccessRateCalls", options.SuccessRateCalls, "must be at least 1");
        }

        if (options.SlowStart < TimeSpan.Zero || options.SlowStart > LongestDeadline)
        {
            findings.Add("Ejection:SlowStart", options.SlowStart, "must be zero, for none, or more, and at most a day");
        }
    }

    private static void CheckSizes(Findings findings, LoadBalancedOptions options)
    {
        if (options.MaxReplyBytes is < 1 or int.MaxValue)
        {
            findings.Add("MaxReplyBytes", options.MaxReplyBytes, "must be at least 1 and less than 2 GiB");
        }

        if (options.MaxErrorBodyBytes is < 0 or int.MaxValue)
        {
            findings.Add("MaxErrorBodyBytes", options.MaxErrorBodyBytes, "must be at least 0 and less than 2 GiB");
        }
    }

    private static void CheckStreams(Findings findings, StreamOptions options)
    {
        CheckDeadline(findings, "Streams:IdleTimeout", options.IdleTimeout);
        if (options.MaxItemBytes is < 1 or int.MaxValue)
        {
            findings.Add("Streams:MaxItemBytes", options.MaxItemBytes, "must be at least 1 and less than 2 GiB");
        }

        if (options.MaxItems < 1)
        {
            findings.Add("Streams:MaxItems", options.MaxItems, "must be at least 1. For any number, leave it out");
        }
    }

    private static void CheckTcp(Findings findings, TcpClientOptions options)
    {
        if (options.MaxInFlight is < 1 or > TcpClientOptions.MostInFlight)
        {
            findings.Add("Tcp:MaxInFlight", options.MaxInFlight, $"must be 1 to {TcpClientOptions.MostInFlight}");
        }

        CheckDeadline(findings, "Tcp:PingInterval", options.PingInterval);
        if (options.Token is { } token && Encoding.UTF8.GetByteCount(token) > Hello.MaxTokenBytes)
        {
            // The value is left out of the message: it is a secret.
            findings.Add("Tcp:Token", null, $"is longer than {Hello.MaxTokenBytes} bytes");
        }
    }

    private static void CheckEndpoints(Findings findings, string prefix, IList<EndpointOptions> endpoints, Transport transport)
    {
        for (var index = 0; index < endpoints.Count; index++)
        {
            var (address, weight) = (endpoints[index].Address, endpoints[index].Weight);
            if (!EndpointAddress.TryParseUri(address, transport, out _))
            {
                findings.Add($"{prefix}Endpoints:{index}:Address", address, $"is no address. Write scheme, host and port, as in {TransportSchemes.Example(transport)}");
            }

            if (endpoints[index].Host is { } host && Uri.CheckHostName(host) == UriHostNameType.Unknown)
            {
                findings.Add($"{prefix}Endpoints:{index}:Host", host, "is no name of a host");
            }

            if (weight is < 1 or > EndpointAddress.MaxWeight)
            {
                findings.Add($"{prefix}Endpoints:{index}:Weight", weight, $"must be 1 to {EndpointAddress.MaxWeight}. To take an endpoint out, remove it");
            }

            if (endpoints[index].Priority is < 0 or > EndpointAddress.MaxPriority)
            {
                findings.Add($"{prefix}Endpoints:{index}:Priority", endpoints[index].Priority, $"must be 0 to {EndpointAddress.MaxPriority}");
            }
        }
    }

    private void CheckDiscovery(Findings findings, string prefix, string service, Transport transport) => findings.AddRange(
        services.GetRequiredService<DiscoveryCheck>().Check(findings.Key(prefix + "Endpoints"), findings.Key(prefix + "Service"), service, transport));
}
