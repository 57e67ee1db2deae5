using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Resile.LoadBalancing.Udp;

namespace Resile.LoadBalancing.Configuration;

/// <summary>Reads the section of a contract that is served over UDP into its options, after all that code has set.</summary>
internal sealed class UdpServerOptionsFromConfiguration(IServiceProvider services) : IPostConfigureOptions<UdpServerOptions>
{
    public void PostConfigure(string? name, UdpServerOptions options)
    {
        if (services.GetService<IConfiguration>()?.GetSection(UdpServerOptions.SectionName).GetSection(name ?? "") is { } section && section.Exists())
        {
            var reader = new ConfigurationReader(section, options.ConfigurationProblems);
            Read(reader, options);
            reader.RefuseUnknown();
        }
    }

    private static void Read(ConfigurationReader reader, UdpServerOptions options)
    {
        reader.Text(nameof(options.Address), value => options.Address = value);
        reader.Whole(nameof(options.Port), value => options.Port = value);
        reader.Flag(nameof(options.AllowUnprotected), value => options.AllowUnprotected = value);
        reader.Whole(nameof(options.MaxSessions), value => options.MaxSessions = value);
        reader.Whole(nameof(options.MaxConcurrentCalls), value => options.MaxConcurrentCalls = value);
        reader.Whole(nameof(options.MaxKeptAnswers), value => options.MaxKeptAnswers = value);
        reader.Whole(nameof(options.MaxKeptBytes), value => options.MaxKeptBytes = value);
        reader.Time(nameof(options.IdleTimeout), value => options.IdleTimeout = value);
        reader.Time(nameof(options.DrainTimeout), value => options.DrainTimeout = value);

        // As with endpoints: keys of the configuration replace those of the code, so that an old one can be taken away.
        var keys = new Dictionary<int, string>();
        reader.Values(nameof(options.Keys), (id, key) => keys[int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0] = key.Trim());
        if (keys.Count > 0)
        {
            options.Keys.Clear();
            foreach (var (id, key) in keys)
            {
                options.Keys[id] = key;
            }
        }
    }
}
