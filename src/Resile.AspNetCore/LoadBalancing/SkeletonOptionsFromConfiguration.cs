using Microsoft.Extensions.Configuration;
using Resile.LoadBalancing.Configuration;

namespace Resile.AspNetCore.LoadBalancing;

/// <summary>Gives the configuration the last word over the options of a served contract, and refuses what cannot work.</summary>
internal static class SkeletonOptionsFromConfiguration
{
    private static readonly TimeSpan LongestPulse = TimeSpan.FromDays(1);

    /// <summary>Reads and checks the options.</summary>
    /// <exception cref="InvalidOperationException">A key is unknown or a value cannot be; the message names them.</exception>
    public static void Apply(SkeletonOptions options, string contract, IConfiguration? configuration)
    {
        var problems = new List<string>();
        var section = configuration?.GetSection(SkeletonOptions.SectionName).GetSection(contract);
        if (section?.Exists() == true)
        {
            var reader = new ConfigurationReader(section, problems);
            reader.Whole(nameof(options.MaxRequestBytes), value => options.MaxRequestBytes = value);
            reader.Flag(nameof(options.SendLoad), value => options.SendLoad = value);
            reader.Time(nameof(options.StreamPulse), value => options.StreamPulse = value);
            reader.RefuseUnknown();
        }

        var findings = new Findings($"{SkeletonOptions.SectionName}:{contract}", problems);
        if (options.MaxRequestBytes < 1)
        {
            findings.Add(nameof(options.MaxRequestBytes), options.MaxRequestBytes, $"must be a number of bytes: 1 to {int.MaxValue}");
        }

        if (options.StreamPulse < TimeSpan.FromMilliseconds(1) || options.StreamPulse > LongestPulse)
        {
            findings.Add(nameof(options.StreamPulse), options.StreamPulse, "must be at least a millisecond and at most a day");
        }

        if (findings.All.Count > 0)
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, findings.All));
        }
    }
}
