using System.Globalization;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Resile.Benchmarks.LoadBalancing.Peers;
using Resile.Benchmarks.Reporting;

namespace Resile.Benchmarks.LoadBalancing;

/// <summary>What a typed, balanced call costs beside one that is written by hand.</summary>
internal sealed class LoadBalancingReport : IReportArea
{
    private const int Iterations = 5_000;

    /// <inheritdoc/>
    public string Name => "loadbalancing";

    /// <inheritdoc/>
    public async Task RunAsync(RatioReport report)
    {
        using var byHand = new HttpClient(new StubHandler()) { BaseAddress = new Uri("http://catalog") };
        await using var services = ThreeReplicas();
        var catalog = services.GetRequiredService<ICatalog>();
        var refit = RefitPeer.Alone();
        await using var stack = RefitPeer.WithResilienceAndDiscovery();
        var stacked = RefitPeer.Of(stack);
        var measured = await SideBySide.MeasureAsync(
            Iterations,
            new Contender("HttpClient and System.Text.Json by hand", count => ByHandAsync(byHand, count)),
            new Contender("typed balanced call over 3 endpoints", count => TypedAsync(catalog, count)),
            new Contender("Refit alone", count => RefitAsync(refit, count)),
            new Contender("Refit with Http.Resilience and ServiceDiscovery over 3 endpoints", count => RefitAsync(stacked, count)));

        report.Details(measured);
        report.AtMost("loadbalancing.typed-call/hand-written-call", measured[1].Nanoseconds / measured[0].Nanoseconds, 1.2);
        report.AtMost("loadbalancing.typed-call-extra-bytes", measured[1].Bytes - measured[0].Bytes, 100);
        await PolicyFigures.MeasureAsync(report);
        await TcpFigures.MeasureAsync(report);
    }

    /// <summary>Makes the client of three replicas that answer at once.</summary>
    public static ServiceProvider ThreeReplicas() => new ServiceCollection()
        .AddResile(static resile => resile.Clients.AddCatalog(static client =>
        {
            client.AddEndpoint("http://replica1").AddEndpoint("http://replica2").AddEndpoint("http://replica3");
            client.UsePrimaryHandler(static _ => new StubHandler());
            client.Json.TypeInfoResolverChain.Insert(0, ProductJson.Default);
        }))
        .BuildServiceProvider();

    private static async ValueTask ByHandAsync(HttpClient client, int count)
    {
        for (var call = 0; call < count; call++)
        {
            using var response = await client.GetAsync(
                new Uri("/products/" + call.ToString(CultureInfo.InvariantCulture), UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
            response.EnsureSuccessStatusCode();
            _ = await response.Content.ReadFromJsonAsync(ProductJson.Default.Product);
        }
    }

    private static async ValueTask RefitAsync(IRefitCatalog catalog, int count)
    {
        for (var call = 0; call < count; call++)
        {
            _ = await catalog.GetProductAsync(call, CancellationToken.None);
        }
    }

    private static async ValueTask TypedAsync(ICatalog catalog, int count)
    {
        for (var call = 0; call < count; call++)
        {
            _ = await catalog.GetProductAsync(call);
        }
    }
}
