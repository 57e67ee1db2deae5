using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
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
}
