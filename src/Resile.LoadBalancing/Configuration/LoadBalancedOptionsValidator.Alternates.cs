namespace Resile.LoadBalancing.Configuration;

internal sealed partial class LoadBalancedOptionsValidator
{
    private void CheckAlternates(Findings findings, LoadBalancedOptions options, Transport transport)
    {
        CheckAlternate(findings, "Canary", options.Canary, transport);
        if (!(options.Canary.MaxExtraFailures is >= 0 and <= 1))
        {
            findings.Add("Canary:MaxExtraFailures", options.Canary.MaxExtraFailures, "must be 0 to 1: by how much more often the new version may fail");
        }

        if (options.Canary.LeastCalls < 1)
        {
            findings.Add("Canary:LeastCalls", options.Canary.LeastCalls, "must be at least 1");
        }

        CheckDeadline(findings, "Canary:Pause", options.Canary.Pause);
        CheckAlternate(findings, "Shadow", options.Shadow, transport);
        if (options.Shadow.MaxInFlight < 1)
        {
            findings.Add("Shadow:MaxInFlight", options.Shadow.MaxInFlight, "must be at least 1. To copy nothing, set Shadow:Share to 0");
        }
    }

    private void CheckAlternate(Findings findings, string section, AlternateOptions options, Transport transport)
    {
        if (!(options.Share is >= 0 and <= 1))
        {
            findings.Add(section + ":Share", options.Share, "must be 0 to 1: the share of the calls");
        }
        else if (options.Share > 0 && !options.IsSet)
        {
            findings.Add(section + ":Share", options.Share, $"gives calls to nobody. Set {section}:Service, or list {section}:Endpoints");
        }

        CheckEndpoints(findings, section + ":", options.Endpoints, transport);
        if (options.Share > 0 && options.IsSet && options.Endpoints.Count == 0)
        {
            CheckDiscovery(findings, section + ":", options.Service, transport);
        }
    }
}
