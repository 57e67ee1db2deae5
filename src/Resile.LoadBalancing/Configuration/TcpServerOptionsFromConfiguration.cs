using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Resile.LoadBalancing.Tcp;

namespace Resile.LoadBalancing.Configuration;

/// <summary>Reads the section of a contract that is served over TCP into its options, after all that code has set.</summary>
internal sealed class TcpServerOptionsFromConfiguration(IServiceProvider services) : IPostConfigureOptions<TcpServerOptions>
{
    public void PostConfigure(string? name, TcpServerOptions options)
    {
        if (services.GetService<IConfiguration>()?.GetSection(TcpServerOptions.SectionName).GetSection(name ?? "") is { } section && section.Exists())
        {
            var reader = new ConfigurationReader(section, options.ConfigurationProblems);
            Read(reader, options);
            reader.RefuseUnknown();
        }
    }

    private static void Read(ConfigurationReader reader, TcpServerOptions options)
    {
        reader.Text(nameof(options.Address), value => options.Address = value);
        reader.Whole(nameof(options.Port), value => options.Port = value);
        reader.Whole(nameof(options.MaxConnections), value => options.MaxConnections = value);
        reader.Whole(nameof(options.MaxConcurrentCalls), value => options.MaxConcurrentCalls = value);
        reader.Whole(nameof(options.MaxRequestBytes), value => options.MaxRequestBytes = value);
        reader.Time(nameof(options.HandshakeTimeout), value => options.HandshakeTimeout = value);
        reader.Time(nameof(options.FrameTimeout), value => options.FrameTimeout = value);
        reader.Time(nameof(options.IdleTimeout), value => options.IdleTimeout = value);
        reader.Time(nameof(options.DrainTimeout), value => options.DrainTimeout = value);
        var tokens = new List<string>();
        reader.Section(nameof(options.Tokens), list =>
        {
            for (var index = 0; index < MostTokens; index++)
            {
                list.Text(index.ToString(System.Globalization.CultureInfo.InvariantCulture), tokens.Add);
            }
        });
        if (tokens.Count > 0)
        {
            options.Tokens.Clear();
            tokens.ForEach(options.Tokens.Add);
        }
    }

    private const int MostTokens = 32;
}
