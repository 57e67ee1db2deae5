using System.Diagnostics.Metrics;
using System.Net;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Resile.LoadBalancing.Tests.Catalogs;
using Resile.LoadBalancing.Tests.Http;

namespace Resile.LoadBalancing.Tests;

/// <summary>What the instruments show of endpoints.</summary>
public sealed class InstrumentTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Gauges_show_the_state_and_the_calls_of_each_endpoint_and_R_is_N_over_S()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var client = CatalogClient.Over(new ScriptedHandler(async (request, _) =>
        {
            await release.Task;
            return request.RequestUri!.Host == "replica1"
                ? throw new HttpRequestException(HttpRequestError.ConnectionError, "refused") : ScriptedHandler.Json(ScriptedHandler.Chai);
        }), endpoints: 4, extend: static clients => clients.Services.AddMetrics());
        var calls = Enumerable.Range(0, 8).Select(_ => client.Catalog.GetProductAsync(1, Cancellation)).ToArray();
        using (var meters = new MeterReadings(client.Services.GetRequiredService<IMeterFactory>()))
        {
            // Four endpoints, two calls each.
            Assert.Equal((8, 2), (meters.Sum("resile.loadbalancing.endpoint.inflight"), meters.Sum("resile.loadbalancing.dispatch_capacity") / 2));
        }

        release.SetResult();
        await Task.WhenAll(calls);
        using var after = new MeterReadings(client.Services.GetRequiredService<IMeterFactory>());
        Assert.Equal((1, null), (after.Sum("resile.loadbalancing.endpoint.state"), after.Sum("resile.loadbalancing.dispatch_capacity")));
    }

    [Fact]
    public async Task Counters_say_which_operation_and_which_endpoint()
    {
        await using var client = CatalogClient.Over(new ScriptedHandler(static request => request.RequestUri!.Host == "replica1"
            ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) : ScriptedHandler.Json(ScriptedHandler.Chai)), timeProvider: new FakeTimeProvider(), configure: static options =>
        {
            (options.Retry.Budget, options.Retry.MinPerSecond) = (0.5, 0);
            options.Ejection.ConsecutiveFailures = 3;
        }, extend: static clients => clients.Services.AddMetrics());
        using var meters = new MeterReadings(client.Services.GetRequiredService<IMeterFactory>());

        // The first endpoint has every other turn. A call may be sent again for every two that were made; so the first of these fails, and the others do not.
        for (var call = 0; call < 6; call++)
        {
            await Task.WhenAny(client.Catalog.GetProductAsync(1, Cancellation));
        }

        const string Operation = "resile.contract=Catalog resile.operation=GetProductAsync";
        const string First = "resile.contract=Catalog server.address=replica1 server.port=80";
        Assert.Equal([First + ": 3", "resile.contract=Catalog server.address=replica2 server.port=80: 5"], meters.Lines("resile.loadbalancing.picks"));
        Assert.Equal([Operation + ": 2"], meters.Lines("resile.loadbalancing.retries"));
        Assert.Equal([Operation + ": 1"], meters.Lines("resile.loadbalancing.retry.budget.exhausted"));
        Assert.Equal([First + ": 1"], meters.Lines("resile.loadbalancing.ejections"));
        Assert.Equal([Operation + " error.type=503: 0", Operation + ": 0"], meters.Lines("resile.loadbalancing.call.duration"));
        Assert.Equal(1, meters.Sum("resile.loadbalancing.endpoints"));
    }

    [Fact]
    public async Task Every_instrument_is_in_the_guide_and_times_have_buckets_in_seconds()
    {
        await using var client = CatalogClient.Over(new ScriptedHandler(static _ => ScriptedHandler.Json(ScriptedHandler.Chai)), extend: static clients => clients.Services.AddMetrics());
        using var meters = new MeterReadings(client.Services.GetRequiredService<IMeterFactory>());
        _ = client.Catalog;
        var root = typeof(InstrumentTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static each => each.Key == "RepositoryRoot").Value!;
        var guide = await File.ReadAllTextAsync(Path.Combine(root, "docs", "load-balancing.md"), Cancellation);

        Assert.Equal(14, meters.Instruments.Count);
        Assert.All(meters.Instruments, instrument => Assert.Contains($"`{instrument.Name}`", guide));
        var duration = Assert.IsType<Histogram<double>>(meters.Instruments.Single(static each => each.Name == "resile.loadbalancing.call.duration"));
        Assert.Equal(("s", 0.005, 10), (duration.Unit, duration.Advice!.HistogramBucketBoundaries![0], duration.Advice.HistogramBucketBoundaries[^1]));
    }
}
