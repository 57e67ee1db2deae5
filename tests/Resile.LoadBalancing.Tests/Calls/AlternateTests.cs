using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Resile.LoadBalancing.Alternates;
using Resile.LoadBalancing.Policies;
using Resile.LoadBalancing.Tests.Catalogs;
using Resile.LoadBalancing.Tests.Configuration;
using Resile.LoadBalancing.Tests.Http;
using Resile.LoadBalancing.Tests.Policies;

namespace Resile.LoadBalancing.Tests.Calls;

/// <summary>Services beside a client's own: one that tries a new version, one that gets copies.</summary>
public sealed partial class AlternateTests
{
    private const string Other = """{"id":1,"name":"Chang","price":19.00}""";

    private readonly FakeTimeProvider _clock = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task New_version_gets_its_share_of_the_calls()
    {
        var handler = new ScriptedHandler(static _ => ScriptedHandler.Json(ScriptedHandler.Chai));
        await using var client = CatalogClient.Over(handler, configure: static options => Try(options, share: 0.25));

        await CallAsync(client, 400);

        Assert.InRange(handler.Requests.Count(static request => request.Uri.StartsWith("http://new", StringComparison.Ordinal)), 60, 140);
        Assert.Equal(400, handler.Requests.Count);
        Assert.Contains("new version, http://new/: ", client.Snapshot.Explain());
    }

    [Fact]
    public async Task What_fails_on_the_new_version_is_sent_again_to_the_old_one()
    {
        var handler = new ScriptedHandler(static request => request.RequestUri!.Host == "new"
            ? new HttpResponseMessage(HttpStatusCode.InternalServerError)
            : ScriptedHandler.Json(ScriptedHandler.Chai));
        await using var client = CatalogClient.Over(handler, timeProvider: _clock, configure: static options => Try(options, share: 0.1));

        await CallAsync(client, 200);

        Assert.Equal(0, client.Snapshot.Failures);
        Assert.NotEqual(0, client.Snapshot.Retries);
    }

    // A connection that was idle too long is tried again where it was, if there is no other endpoint; that is no first attempt either.
    [Fact]
    public async Task What_is_sent_again_to_the_only_endpoint_of_the_old_version_stays_there()
    {
        var isClosed = false;
        var handler = new ScriptedHandler(request => request.RequestUri!.Host == "replica1" && (isClosed = !isClosed)
            ? throw new HttpRequestException(HttpRequestError.ResponseEnded, "closed")
            : ScriptedHandler.Json(ScriptedHandler.Chai));
        await using var client = CatalogClient.Over(handler, endpoints: 1, timeProvider: _clock, configure: static options => Try(options, share: 0.5));

        for (var call = 0; call < 40; call++)
        {
            handler.Requests.Clear();
            await CallAsync(client, 1);
            Assert.Single(handler.Requests.Select(static request => new Uri(request.Uri).Host).Distinct());
        }

        Assert.InRange(client.Snapshot.Retries, 10, 30);
    }

    [Fact]
    public async Task New_version_that_keeps_failing_gets_no_calls_for_a_while()
    {
        var fresh = 0;
        var handler = new ScriptedHandler(request =>
        {
            // Every other call fails, so that no endpoint is ejected for failing in a row.
            var isNew = request.RequestUri!.Host == "new";
            return isNew && Interlocked.Increment(ref fresh) % 2 == 0
                ? new HttpResponseMessage(HttpStatusCode.InternalServerError)
                : ScriptedHandler.Json(ScriptedHandler.Chai);
        });
        await using var client = CatalogClient.Over(handler, timeProvider: _clock, configure: static options => Try(options, share: 0.5));
        await CallAsync(client, 200);
        Assert.False(client.Snapshot.Canary!.IsPaused);

        _clock.Advance(TimeSpan.FromSeconds(11));
        await CallAsync(client, 1);
        var soFar = fresh;
        await CallAsync(client, 100);

        Assert.True(client.Snapshot.Canary!.IsPaused);
        Assert.Equal(soFar, fresh);
        Assert.Contains("but none for now, because it failed too often", client.Snapshot.Explain());

        _clock.Advance(TimeSpan.FromSeconds(61));
        await CallAsync(client, 100);
        Assert.False(client.Snapshot.Canary!.IsPaused);
        Assert.NotEqual(soFar, fresh);
    }

    [Fact]
    public async Task New_version_that_fails_as_often_as_the_old_one_stays()
    {
        var calls = 0;
        var handler = new ScriptedHandler(_ => Interlocked.Increment(ref calls) % 4 == 0
            ? new HttpResponseMessage(HttpStatusCode.InternalServerError)
            : ScriptedHandler.Json(ScriptedHandler.Chai));
        await using var client = CatalogClient.Over(handler, timeProvider: _clock, configure: static options =>
        {
            Try(options, share: 0.5);
            options.Canary.MaxExtraFailures = 0.3;
        });

        await CallAsync(client, 400);
        _clock.Advance(TimeSpan.FromSeconds(11));
        await CallAsync(client, 1);

        Assert.False(client.Snapshot.Canary!.IsPaused);
    }

    [Fact]
    public void Key_sees_one_version_alone()
    {
        using var old = new BalancerRig(LoadBalancingPolicies.RoundRobin, 1);
        using var fresh = new BalancerRig(LoadBalancingPolicies.RoundRobin, 1);
        var canary = new Canary(fresh.Balancer, new CanaryOptions { Share = 0.25 }, () => old.Balancer, _clock, new RandomSource(1), NullLogger.Instance, "Catalog");

        var first = Tried();
        Assert.Equal(first, Tried());
        Assert.InRange(first.Length, 200, 300);

        int[] Tried() => [.. Enumerable.Range(0, 1_000).Where(key => canary.TryAcquire(_clock.GetTimestamp(), HashKeys.Of(key), out _))];
    }

    [Fact]
    public async Task New_version_with_few_calls_is_not_judged_by_them()
    {
        var handler = new ScriptedHandler(static request => request.RequestUri!.Host == "new"
            ? new HttpResponseMessage(HttpStatusCode.InternalServerError) : ScriptedHandler.Json(ScriptedHandler.Chai));
        await using var client = CatalogClient.Over(handler, timeProvider: _clock, configure: static options =>
        {
            Try(options, share: 0.5);
            options.Canary.LeastCalls = 50;
        });

        await CallAsync(client, 40);
        _clock.Advance(TimeSpan.FromSeconds(11));
        await CallAsync(client, 1);

        Assert.False(client.Snapshot.Canary!.IsPaused);
    }

    [Fact]
    public async Task Trial_begins_and_ends_with_the_configuration_while_the_program_runs()
    {
        var handler = new ScriptedHandler(static _ => ScriptedHandler.Json(ScriptedHandler.Chai));
        var configuration = new SettableConfiguration();
        await using var client = CatalogClient.Create(
            options => options.AddEndpoint("http://replica1").UsePrimaryHandler(_ => handler), configuration.Root);
        await CallAsync(client, 20);
        Assert.Null(client.Snapshot.Canary);

        configuration.Change(("Resile:Clients:Catalog:Canary:Endpoints:0:Address", "http://new"), ("Resile:Clients:Catalog:Canary:Share", "1"));
        await CallAsync(client, 20);
        Assert.Equal(20, handler.Requests.Count(static request => request.Uri.StartsWith("http://new", StringComparison.Ordinal)));

        configuration.Change(("Resile:Clients:Catalog:Canary:Endpoints:0:Address", "http://new"), ("Resile:Clients:Catalog:Canary:Share", "0"));
        await CallAsync(client, 20);
        Assert.Equal(20, handler.Requests.Count(static request => request.Uri.StartsWith("http://new", StringComparison.Ordinal)));
        Assert.Null(client.Snapshot.Canary);
    }

    [Fact]
    public async Task Change_of_something_else_neither_ends_a_pause_nor_forgets_the_copies()
    {
        var fresh = 0;
        var handler = new ScriptedHandler(request => request.RequestUri!.Host == "new" && Interlocked.Increment(ref fresh) % 2 == 0
            ? new HttpResponseMessage(HttpStatusCode.InternalServerError)
            : ScriptedHandler.Json(ScriptedHandler.Chai));
        var configuration = new SettableConfiguration();
        await using var client = CatalogClient.Create(options =>
        {
            options.AddEndpoint("http://replica1").AddEndpoint("http://replica2").UsePrimaryHandler(_ => handler);
            Try(options, share: 0.5);
            Copy(options).MaxInFlight = 1_000;
        }, configuration.Root, _clock);
        await CallAsync(client, 200);
        _clock.Advance(TimeSpan.FromSeconds(11));
        await CallAsync(client, 1);
        await Eventually.HoldsAsync(() => client.Snapshot.Shadow!.Same == 201);
        Assert.True(client.Snapshot.Canary!.IsPaused);

        configuration.Change(("Resile:Clients:Catalog:Deadline", "7s"));

        Assert.True(client.Snapshot.Canary!.IsPaused);
        Assert.Equal(201, client.Snapshot.Shadow!.Same);
    }

    [Fact]
    public void Share_without_a_service_is_refused_at_start()
    {
        var exception = Assert.Throws<OptionsValidationException>(() => CatalogClient.Over(new ScriptedHandler(static _ => null!), configure: static options =>
        {
            options.Canary.Share = 0.5;
            options.Shadow.Share = 2;
        }).Catalog);

        Assert.Contains("'Resile:Clients:Catalog:Canary:Share' = '0.5' gives calls to nobody. Set Canary:Service, or list Canary:Endpoints", exception.Message);
        Assert.Contains("'Resile:Clients:Catalog:Shadow:Share' = '2' must be 0 to 1", exception.Message);
    }

    [Fact]
    public async Task Pause_and_copies_are_measured()
    {
        await using var client = CatalogClient.Create(static options =>
        {
            options.AddEndpoint("http://replica1").UsePrimaryHandler(static _ => new ScriptedHandler(static _ => ScriptedHandler.Json(ScriptedHandler.Chai)));
            Try(options, share: 0.5);
            Copy(options);
        }, extend: static clients => clients.Services.AddMetrics());
        using var meters = new MeterReadings(client.Services.GetRequiredService<IMeterFactory>());

        await CallAsync(client, 3);
        await Eventually.HoldsAsync(() => client.Snapshot.Shadow!.Same == 3);

        Assert.Equal(3, meters.Sum("resile.loadbalancing.shadow.copies"));
        Assert.Equal(0, meters.Sum("resile.loadbalancing.canary.paused"));
    }

    private static void Try(LoadBalancedOptions options, double share)
    {
        options.RandomSeed = 7;
        options.Canary.Share = share;
        options.Canary.Endpoints.Add(new EndpointOptions { Address = "http://new" });
    }

    private static async Task CallAsync(CatalogClient client, int count)
    {
        for (var call = 0; call < count; call++)
        {
            await client.Catalog.GetProductAsync(1, Cancellation);
        }
    }
}
