namespace Resile.LoadBalancing.Configuration;

internal sealed partial class LoadBalancedOptionsValidator
{
    private const int MostClients = 1_000_000;

    private static readonly TimeSpan ShortestProbeInterval = TimeSpan.FromMilliseconds(100);

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
