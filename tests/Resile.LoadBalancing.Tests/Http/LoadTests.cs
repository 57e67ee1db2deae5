using System.Collections.Concurrent;
using System.Net;
using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Http;
using Resile.LoadBalancing.Policies;
using Resile.LoadBalancing.Tests.Catalogs;
using Resile.LoadBalancing.Tests.Hosting;

namespace Resile.LoadBalancing.Tests.Http;

/// <summary>What servers say of their load, and who hears it.</summary>
public sealed class LoadTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("3;12500", 3, 12_500), InlineData("0;0", 0, 0), InlineData("3", null, 0), InlineData("-1;5", null, 0), InlineData("1;-5", null, 0), InlineData("a;b", null, 0)]
    [InlineData("99999999999;1", null, 0), InlineData("1;99999999999999", null, 0), InlineData("", null, 0), InlineData(";", null, 0), InlineData("1;2;3", null, 0)]
    public void Header_that_cannot_be_read_says_nothing(string text, int? inFlight, long microseconds)
    {
        var load = LoadHeader.Read(text);

        Assert.Equal(inFlight, load?.InFlight);
        Assert.Equal(microseconds, (long)(load?.Latency.TotalMicroseconds ?? 0));
    }

    [Fact]
    public async Task Policy_hears_how_many_other_calls_a_server_has_and_how_long_it_worked()
    {
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await CatalogServer.StartAsync(new ScriptedCatalog(async (id, _) =>
        {
            if (id == 1)
            {
                began.SetResult();
            }

            await (id == 1 ? release.Task : Task.Delay(20, CancellationToken.None));
            return id == 3 ? throw new CallRefusedException(HttpStatusCode.Conflict, "no") : new Product(id, "Chai", 18);
        }));
        var listener = new Listener();
        await using var client = CatalogClient.Create(options =>
        {
            options.AddEndpoint(server.Address.ToString()).Policy = "Listener";
            options.Deadline = TimeSpan.FromMinutes(1);
        }, extend: clients => clients.AddPolicy("Listener", _ => listener));
        var waiting = client.Catalog.GetProductAsync(1, Cancellation);
        await began.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);

        await client.Catalog.GetProductAsync(2, Cancellation);
        await Assert.ThrowsAsync<ErrorStatusException>(() => client.Catalog.GetProductAsync(3, Cancellation));
        release.SetResult();
        await waiting;

        Assert.Equal([1, 1, 0], listener.Outcomes.Select(static outcome => outcome.ServerInFlight!.Value));
        Assert.All(listener.Outcomes, static outcome => Assert.InRange(outcome.ServerLatency!.Value, TimeSpan.FromMilliseconds(15), outcome.Elapsed));
    }

    [Fact]
    public async Task Server_that_is_told_to_say_nothing_says_nothing()
    {
        await using var server = await CatalogServer.StartAsync(new ScriptedCatalog(), static options => options.SendLoad = false);
        using var http = new HttpClient();

        using var response = await http.GetAsync(new Uri(server.Address, "/products/1"), Cancellation);

        Assert.False(response.Headers.Contains(WireHeaders.Load));
    }

    private sealed class Listener : LoadBalancer
    {
        public ConcurrentQueue<CallOutcome> Outcomes { get; } = new();

        public override Endpoint? Pick(EndpointSet endpoints, in PickContext context) => endpoints.InRotation[0];

        public override void OnCompleted(Endpoint endpoint, in CallOutcome outcome) => Outcomes.Enqueue(outcome);
    }
}
