using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Resile.LoadBalancing.Udp;

namespace Resile.LoadBalancing.Configuration;

/// <summary>Gives the configuration the last word over the options of each client.</summary>
internal sealed partial class LoadBalancedOptionsFromConfiguration(IServiceProvider services) : IPostConfigureOptions<LoadBalancedOptions>
{
    public void PostConfigure(string? name, LoadBalancedOptions options)
    {
        if (string.IsNullOrEmpty(name) || services.GetService<IConfiguration>() is not { } configuration)
        {
            return;
        }

        options.Zone ??= configuration[LoadBalancedOptions.ZoneKey];
        var section = configuration.GetSection(LoadBalancedOptions.SectionName).GetSection(name);
        if (section.Exists())
        {
            var reader = new ConfigurationReader(section, options.ConfigurationProblems);
            Read(reader, options);
            reader.RefuseUnknown();
        }
    }

    private static void Read(ConfigurationReader reader, LoadBalancedOptions options)
    {
        reader.Text(nameof(options.Service), value => options.Service = value);
        reader.Text(nameof(options.Policy), value => options.Policy = value);
        reader.Time(nameof(options.Deadline), value => options.Deadline = value);
        reader.Time(nameof(options.AttemptTimeout), value => options.AttemptTimeout = value);
        reader.Time(nameof(options.ConnectTimeout), value => options.ConnectTimeout = value);
        reader.Whole(nameof(options.MaxReplyBytes), value => options.MaxReplyBytes = value);
        reader.Whole(nameof(options.MaxErrorBodyBytes), value => options.MaxErrorBodyBytes = value);
        reader.Section(nameof(options.Retry), retry => Read(retry, options.Retry));
        reader.Section(nameof(options.Ejection), ejection => Read(ejection, options.Ejection));
        reader.Text(nameof(options.Zone), value => options.Zone = value);
        reader.Whole(nameof(options.ZoneLeastEndpoints), value => options.ZoneLeastEndpoints = value);
        reader.Section(nameof(options.Subset), subset => Read(subset, options.Subset));
        reader.Section(nameof(options.Dns), dns => Read(dns, options.Dns));
        reader.Section(nameof(options.Probe), probe => Read(probe, options.Probe));
        reader.Sections(nameof(options.Operations), (operation, own) =>
        {
            if (!options.Operations.TryGetValue(operation, out var values))
            {
                options.Operations[operation] = values = new OperationOptions();
            }

            own.Time(nameof(values.Deadline), value => values.Deadline = value);
            own.Share(nameof(values.MaxExtraLoad), value => values.MaxExtraLoad = value);
        });

        reader.Section(nameof(options.Streams), streams =>
        {
            streams.Time(nameof(options.Streams.IdleTimeout), value => options.Streams.IdleTimeout = value);
            streams.Whole(nameof(options.Streams.MaxItemBytes), value => options.Streams.MaxItemBytes = value);
            streams.Whole(nameof(options.Streams.MaxItems), value => options.Streams.MaxItems = value);
        });

        reader.Flag(nameof(options.CheckAtStart), value => options.CheckAtStart = value);
        reader.Section(nameof(options.Http), http =>
        {
            http.Parsed(nameof(options.Http.Version), value => options.Http.Version = value,
                static text => (Version.TryParse(text, out var version), version ?? HttpVersion.Unknown), "no version: write '1.1', '2.0' or '3.0'");
            http.Parsed(nameof(options.Http.VersionPolicy), value => options.Http.VersionPolicy = value,
                static text => (Enum.TryParse<HttpVersionPolicy>(text, ignoreCase: true, out var policy), policy), $"none of {string.Join(", ", Enum.GetNames<HttpVersionPolicy>())}");
            http.Text(nameof(options.Http.HostName), value => options.Http.HostName = value);
            http.Text(nameof(options.Http.ClientCertificate), value => options.Http.ClientCertificate = value);
            http.Text(nameof(options.Http.ClientCertificateKey), value => options.Http.ClientCertificateKey = value);
            http.Text(nameof(options.Http.ClientCertificatePassword), value => options.Http.ClientCertificatePassword = value);
        });

        reader.Section(nameof(options.Tcp), tcp =>
        {
            tcp.Text(nameof(options.Tcp.Token), value => options.Tcp.Token = value);
            tcp.Whole(nameof(options.Tcp.MaxInFlight), value => options.Tcp.MaxInFlight = value);
            tcp.Time(nameof(options.Tcp.PingInterval), value => options.Tcp.PingInterval = value);
        });

        reader.Section(nameof(options.Udp), udp => ReadUdp(udp, options.Udp));
        ReadEndpoints(reader, options.Endpoints);
        reader.Section(nameof(options.Canary), canary =>
        {
            Read(canary, options.Canary);
            canary.Share(nameof(options.Canary.MaxExtraFailures), value => options.Canary.MaxExtraFailures = value);
            canary.Whole(nameof(options.Canary.LeastCalls), value => options.Canary.LeastCalls = value);
            canary.Time(nameof(options.Canary.Pause), value => options.Canary.Pause = value);
        });
        reader.Section(nameof(options.Shadow), shadow =>
        {
            Read(shadow, options.Shadow);
            shadow.Whole(nameof(options.Shadow.MaxInFlight), value => options.Shadow.MaxInFlight = value);
        });
    }

    private static void Read(ConfigurationReader reader, AlternateOptions options)
    {
        reader.Text(nameof(options.Service), value => options.Service = value);
        reader.Share(nameof(options.Share), value => options.Share = value);
        ReadEndpoints(reader, options.Endpoints);
    }

    private static void ReadEndpoints(ConfigurationReader reader, IList<EndpointOptions> listed)
    {
        var endpoints = new List<EndpointOptions>();
        reader.Sections(nameof(LoadBalancedOptions.Endpoints), (_, each) =>
        {
            var endpoint = new EndpointOptions();
            each.Text(nameof(endpoint.Address), value => endpoint.Address = value);
            each.Text(nameof(endpoint.Host), value => endpoint.Host = value);
            each.Whole(nameof(endpoint.Weight), value => endpoint.Weight = value);
            each.Whole(nameof(endpoint.Priority), value => endpoint.Priority = value);
            each.Text(nameof(endpoint.Zone), value => endpoint.Zone = value);
            endpoints.Add(endpoint);
        });

        if (endpoints.Count > 0)
        {
            listed.Clear();
            endpoints.ForEach(listed.Add);
        }
    }

    private static void ReadUdp(ConfigurationReader reader, UdpClientOptions options)
    {
        reader.Text(nameof(options.Key), value => options.Key = value);
        reader.Whole(nameof(options.KeyId), value => options.KeyId = value);
        reader.Flag(nameof(options.AllowUnprotected), value => options.AllowUnprotected = value);
        reader.Whole(nameof(options.MaxInFlight), value => options.MaxInFlight = value);
    }

    private static void Read(ConfigurationReader reader, RetryOptions options)
    {
        reader.Whole(nameof(options.MaxAttempts), value => options.MaxAttempts = value);
        reader.Share(nameof(options.Budget), value => options.Budget = value);
        reader.Share(nameof(options.MinPerSecond), value => options.MinPerSecond = value);
        reader.Time(nameof(options.BaseDelay), value => options.BaseDelay = value);
        reader.Time(nameof(options.MaxDelay), value => options.MaxDelay = value);
    }

    private static void Read(ConfigurationReader reader, EjectionOptions options)
    {
        reader.Flag(nameof(options.Enabled), value => options.Enabled = value);
        reader.Whole(nameof(options.ConsecutiveFailures), value => options.ConsecutiveFailures = value);
        reader.Time(nameof(options.Duration), value => options.Duration = value);
        reader.Time(nameof(options.MaxDuration), value => options.MaxDuration = value);
        reader.Share(nameof(options.MaxShare), value => options.MaxShare = value);
        reader.Share(nameof(options.PanicShare), value => options.PanicShare = value);
        reader.Time(nameof(options.SuccessRateInterval), value => options.SuccessRateInterval = value);
        reader.Whole(nameof(options.SuccessRateCalls), value => options.SuccessRateCalls = value);
        reader.Time(nameof(options.SlowStart), value => options.SlowStart = value);
    }
}
