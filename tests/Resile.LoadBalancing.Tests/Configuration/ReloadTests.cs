using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Resile.LoadBalancing.Tests.Catalogs;
using Resile.LoadBalancing.Tests.Http;

namespace Resile.LoadBalancing.Tests.Configuration;

/// <summary>Configurations that change while calls are made.</summary>
public sealed class ReloadTests
{
    private const string Section = "Resile:Clients:Catalog:";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Endpoints_and_weights_are_taken_over_and_connections_kept()
    {
        var configuration = new SettableConfiguration((Section + "Endpoints:0:Address", "http://a"), (Section + "Endpoints:1:Address", "http://b"));
        var handlers = new List<string>();
        await using var client = Over(configuration, handlers);
        await client.Catalog.GetProductAsync(1, Cancellation);

        configuration.Change((Section + "Endpoints:0:Address", "http://b"), (Section + "Endpoints:0:Weight", "5"), (Section + "Endpoints:1:Address", "http://c"));

        Assert.Equal([("b", 5), ("c", 1)], client.Snapshot.Endpoints.Select(static endpoint => (endpoint.Address.Host, endpoint.Weight)));
        Assert.Equal(["a", "b", "c"], handlers);
    }

    [Fact]
    public async Task Zones_and_priorities_are_taken_over_and_decide_who_gets_calls()
    {
        var configuration = new SettableConfiguration(
            ("Resile:Zone", "east"), (Section + "ZoneLeastEndpoints", "2"), (Section + "Endpoints:0:Address", "http://a"), (Section + "Endpoints:0:Zone", "east"),
            (Section + "Endpoints:1:Address", "http://b"), (Section + "Endpoints:1:Zone", "west"));
        await using var client = Over(configuration);
        await Calls(client, 20);
        Assert.Equal([("east", 20), ("west", 0)], client.Snapshot.Endpoints.Select(static endpoint => (endpoint.Zone!, (int)endpoint.Picks)));

        configuration.Change(("Resile:Zone", "east"), (Section + "Zone", "west"), (Section + "ZoneLeastEndpoints", "2"), (Section + "Endpoints:0:Address", "http://a"),
            (Section + "Endpoints:0:Zone", "east"), (Section + "Endpoints:1:Address", "http://b"), (Section + "Endpoints:1:Zone", "west"));
        await Calls(client, 20);
        Assert.Equal([20, 20], client.Snapshot.Endpoints.Select(static endpoint => endpoint.Picks));

        configuration.Change((Section + "Endpoints:0:Address", "http://a"), (Section + "Endpoints:1:Address", "http://b"), (Section + "Endpoints:1:Priority", "1"));
        await Calls(client, 20);
        Assert.Equal([(0, 40L), (1, 20L)], client.Snapshot.Endpoints.Select(static endpoint => (endpoint.Priority, endpoint.Picks)));
    }

    [Fact]
    public async Task Policy_and_deadline_are_taken_over_while_calls_are_made()
    {
        var configuration = new SettableConfiguration((Section + "Endpoints:0:Address", "http://a"));
        await using var client = Over(configuration);
        using var stopping = new CancellationTokenSource();
        var calls = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stopping.IsCancellationRequested)
            {
                await client.Catalog.GetProductAsync(1, Cancellation);
            }
        }, Cancellation)).ToArray();

        for (var round = 0; round < 100; round++)
        {
            configuration.Change((Section + "Endpoints:0:Address", "http://a"), (Section + "Endpoints:1:Address", round % 3 == 0 ? "http://b" : "http://c"),
                (Section + "Policy", round % 2 == 0 ? "Random" : "RoundRobin"), (Section + "Deadline", "3s"));
        }

        await stopping.CancelAsync();
        await Task.WhenAll(calls);
        Assert.Equal("RoundRobin", client.Snapshot.Policy);
        Assert.Equal((0, 0), (client.Snapshot.Failures, client.Snapshot.InFlight));
    }

    [Theory]
    [InlineData("Retry:MaxAttempts", "1", "1 attempts, ab 2 of 2, HTTP/1.1, copies 0")]
    [InlineData("Retry:MinPerSecond", "0", "1 attempts, ab 2 of 2, HTTP/1.1, copies 0")]
    [InlineData("Ejection:ConsecutiveFailures", "1", "2 attempts, b 2 of 2, HTTP/1.1, copies 0")]
    [InlineData("Subset:ClientCount", "2", "1 attempts, ? 1 of 2, HTTP/1.1, copies 0")]
    [InlineData("Http:Version", "2.0", "2 attempts, ab 2 of 2, HTTP/2.0, copies 0")]
    [InlineData("Shadow:Share", "1", "2 attempts, ab 2 of 2, HTTP/1.1, copies 1")]
    [InlineData("Deadline", "3s", "2 attempts, ab 2 of 2, HTTP/1.1, copies 0")]
    public async Task Values_of_each_kind_count_from_the_next_call_on(string key, string value, string seen)
    {
        (string, string?)[] first = [(Section + "Endpoints:0:Address", "http://a"), (Section + "Endpoints:1:Address", "http://b"), (Section + "Subset:Size", "1"),
            (Section + "Shadow:Endpoints:0:Address", "http://shadow"), (Section + "Shadow:Share", "0"), (Section + "Retry:Budget", "0")];
        var configuration = new SettableConfiguration(first);
        var version = "";
        await using var client = Over(configuration, configure: options => options.UsePrimaryHandler(_ => new ScriptedHandler(request =>
        {
            version = request.RequestUri!.Host == "shadow" ? version : request.Version.ToString();
            return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        })));
        Assert.Equal("2 attempts, ab 2 of 2, HTTP/1.1, copies 0", await SeenAsync());

        configuration.Change([.. first.Where(pair => pair.Item1 != Section + key), (Section + key, value)]);

        Assert.Equal(seen, await SeenAsync());

        async Task<string> SeenAsync()
        {
            var attempts = (await Assert.ThrowsAsync<ErrorStatusException>(() => client.Catalog.GetProductAsync(1, Cancellation))).Attempts;
            await Eventually.HoldsAsync(() => client.Snapshot.Shadow is not { } shadow || shadow.Failed == 1);
            var snapshot = client.Snapshot;
            var hosts = snapshot.Endpoints.Where(static endpoint => endpoint.State == LoadBalancing.Endpoints.EndpointState.InRotation).Select(static endpoint => endpoint.Address.Host);
            var names = snapshot.Endpoints.Count == 1 ? "?" : string.Concat(hosts);
            return $"{attempts} attempts, {names} {snapshot.Endpoints.Count} of {snapshot.EndpointsListed}, HTTP/{version}, copies {snapshot.Shadow?.Failed ?? 0}";
        }
    }

    [Fact]
    public async Task Probes_begin_and_end_with_the_configuration()
    {
        var clock = new FakeTimeProvider();
        var probes = 0;
        (string, string?)[] first = [(Section + "Endpoints:0:Address", "http://a"), (Section + "Endpoints:1:Address", "http://b")];
        var configuration = new SettableConfiguration(first);
        await using var client = CatalogClient.Create(options => options.UsePrimaryHandler(_ => new ScriptedHandler(request =>
        {
            Interlocked.Add(ref probes, request.RequestUri!.AbsolutePath == "/ready" ? 1 : 0);
            return new HttpResponseMessage(HttpStatusCode.OK);
        })), configuration.Root, clock);
        _ = client.Catalog;

        configuration.Change([.. first, (Section + "Probe:Enabled", "true"), (Section + "Probe:Path", "/ready")]);
        await Until(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return Volatile.Read(ref probes) >= 4;
        });
        configuration.Change(first);
        var before = Volatile.Read(ref probes);
        clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(before, Volatile.Read(ref probes));
    }

    // Secrets are used when a connection begins, so new ones take new connections.
    [Fact]
    public void Changed_secret_takes_new_connections_and_is_not_shown()
    {
        Assert.NotEqual(Key(Transport.Tcp, static options => options.Tcp.Token = "hidden1"), Key(Transport.Tcp, static options => options.Tcp.Token = "hidden2"));
        Assert.NotEqual(Key(Transport.Tcp, static options => options.MaxReplyBytes = 1), Key(Transport.Tcp, static _ => { }));
        Assert.NotEqual(Key(Transport.Udp, static options => options.Udp.Key = "hidden1"), Key(Transport.Udp, static options => options.Udp.Key = "hidden2"));
        Assert.Equal(Key(Transport.Http, static options => options.Tcp.Token = "hidden1"), Key(Transport.Http, static options => options.Udp.Key = "hidden2"));
        Assert.DoesNotContain("hidden", Key(Transport.Tcp, static options => options.Tcp.Token = "hidden1").ToString());

        static ClientKey Key(Transport transport, Action<LoadBalancedOptions> configure)
        {
            var options = new LoadBalancedOptions();
            configure(options);
            return ClientKey.Of(options, transport);
        }
    }

    [Fact]
    public async Task Change_that_is_wrong_leaves_everything_as_it_was()
    {
        var configuration = new SettableConfiguration((Section + "Endpoints:0:Address", "http://a"));
        await using var client = Over(configuration);
        await client.Catalog.GetProductAsync(1, Cancellation);

        configuration.Change((Section + "Endpoints:0:Address", "http://b"), (Section + "Policy", "Fastest"));
        Assert.Equal(("a", "RoundRobin"), (client.Snapshot.Endpoints.Single().Address.Host, client.Snapshot.Policy));
        configuration.Change((Section + "Endpoints:0:Address", "http://c"));

        Assert.Equal("c", client.Snapshot.Endpoints.Single().Address.Host);
    }

    [Fact]
    public async Task Change_before_the_first_call_is_not_missed()
    {
        var configuration = new SettableConfiguration((Section + "Endpoints:0:Address", "http://a"));
        await using var client = Over(configuration);
        _ = client.Services.GetRequiredService<IOptionsMonitor<LoadBalancedOptions>>().Get("Catalog");

        configuration.Change((Section + "Endpoints:0:Address", "http://b"));
        await client.Catalog.GetProductAsync(1, Cancellation);

        Assert.Equal("b", client.Snapshot.Endpoints.Single().Address.Host);
    }

    [Fact]
    public async Task Endpoints_found_by_service_discovery_follow_its_configuration()
    {
        var configuration = new SettableConfiguration(("Services:catalog:http:0", "http://a:81"), ("Services:catalog:http:1", "b:82"));
        await using var client = Over(configuration);
        await client.Catalog.GetProductAsync(1, Cancellation);
        Assert.Equal([new("http://a:81"), new("http://b:82")], client.Snapshot.Endpoints.Select(static endpoint => endpoint.Address));

        configuration.Change(("Services:catalog:https:0", "https://c"));
        await Until(() => client.Snapshot.Endpoints.Select(static endpoint => endpoint.Address).SequenceEqual([new Uri("https://c")]));

        configuration.Change(("Resile:Clients:Catalog:Deadline", "1s"), ("Unrelated", "1"));
        await client.Catalog.GetProductAsync(1, Cancellation);
        Assert.Equal("https://c/", Assert.Single(client.Snapshot.Endpoints).Address.ToString());
    }

    [Fact]
    public async Task Changed_policy_begins_with_the_endpoints_that_are_known()
    {
        var source = new OnceSource();
        var configuration = new SettableConfiguration((Section + "Policy", "Random"));
        await using var client = Over(configuration, configure: options => options.UseEndpointSource(_ => source));
        await client.Catalog.GetProductAsync(1, Cancellation);

        configuration.Change((Section + "Policy", "RoundRobin"));
        await client.Catalog.GetProductAsync(1, Cancellation);

        Assert.Equal(("RoundRobin", "once"), (client.Snapshot.Policy, client.Snapshot.Endpoints.Single().Address.Host));
    }

    [Fact]
    public async Task Handler_that_cannot_be_made_is_reported_to_whoever_asks_for_the_client_each_time()
    {
        var isBroken = true;
        await using var client = CatalogClient.Create(options => options.AddEndpoint("http://a")
            .UsePrimaryHandler(_ => isBroken ? throw new FileNotFoundException("client.pfx") : new ScriptedHandler(static _ => ScriptedHandler.Json(ScriptedHandler.Chai))));

        Assert.Throws<FileNotFoundException>(() => client.Catalog);
        isBroken = false;

        Assert.Equal("Chai", (await client.Catalog.GetProductAsync(1, Cancellation)).Name);
    }

    private static async Task Calls(CatalogClient client, int count)
    {
        for (var call = 0; call < count; call++)
        {
            await client.Catalog.GetProductAsync(1, Cancellation);
        }
    }

    private static CatalogClient Over(SettableConfiguration configuration, List<string>? handlers = null, Action<LoadBalancedOptions>? configure = null) =>
        CatalogClient.Create(options =>
        {
            options.Policy = LoadBalancingPolicies.RoundRobin;
            options.UsePrimaryHandler(endpoint =>
            {
                handlers?.Add(endpoint.Address.Host);
                return new ScriptedHandler(static _ => ScriptedHandler.Json(ScriptedHandler.Chai));
            });
            configure?.Invoke(options);
        }, configuration.Root);

    private static async Task Until(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            await Task.Delay(10, limit.Token);
        }
    }

    /// <summary>Knows its endpoints when it is first asked, and then falls silent.</summary>
    private sealed class OnceSource : LoadBalancing.Endpoints.IEndpointSource
    {
        private bool _isAsked;

        public async IAsyncEnumerable<IReadOnlyList<LoadBalancing.Endpoints.EndpointAddress>> WatchAsync(
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            if (!_isAsked)
            {
                _isAsked = true;
                yield return [new(new Uri("http://once"))];
            }

            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }
}
