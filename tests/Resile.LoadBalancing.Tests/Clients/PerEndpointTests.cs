using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Tests.Configuration;

namespace Resile.LoadBalancing.Tests.Clients;

/// <summary>Clients of a type that nobody here knows, one for each endpoint.</summary>
public sealed class PerEndpointTests
{
    private const string Section = "Resile:Clients:orders-db:";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_take_turns_and_a_failing_endpoint_leaves()
    {
        await using var services = Services("db://a:1", "db://b:2");
        var databases = services.GetRequiredService<PerEndpoint<Database>>();

        for (var call = 0; call < 20; call++)
        {
            using var lease = await databases.AcquireAsync(cancellationToken: Cancellation);
            Assert.Equal(lease.Endpoint.Address.Host, lease.Client.Host);
            if (lease.Client.Host == "a")
            {
                lease.Failed(new TimeoutException());
            }
            else
            {
                lease.Succeeded();
            }
        }

        var snapshot = Snapshot(services);
        Assert.Equal((EndpointState.Ejected, EndpointState.InRotation), (snapshot.Endpoints[0].State, snapshot.Endpoints[1].State));
        Assert.Equal((20, 5, 0), ((int)snapshot.Calls, (int)snapshot.Failures, snapshot.InFlight));
    }

    [Theory, InlineData(true, 5), InlineData(false, 0)]
    public async Task Exceptions_that_say_nothing_of_an_endpoint_do_not_count_against_it(bool isFault, int failures)
    {
        await using var services = Services("db://a:1");
        for (var call = 0; call < 5; call++)
        {
            using var lease = await services.GetRequiredService<PerEndpoint<Database>>().AcquireAsync(cancellationToken: Cancellation);
            lease.Failed(isFault ? new IOException() : new OperationCanceledException());
            lease.Failed(new IOException("too late"));
        }

        Assert.Equal(failures, Snapshot(services).Endpoints[0].Failures);
    }

    [Fact]
    public async Task Endpoint_is_busy_until_its_lease_is_disposed_and_its_client_is_disposed_after_that()
    {
        var configuration = new SettableConfiguration((Section + "Endpoints:0:Address", "db://a:1"), (Section + "Endpoints:1:Address", "db://b:2"));
        await using var services = Services(configuration);
        var databases = services.GetRequiredKeyedService<PerEndpoint<Database>>("orders-db");
        var first = await databases.AcquireAsync(cancellationToken: Cancellation);
        var second = await databases.AcquireAsync(cancellationToken: Cancellation);
        Assert.Equal(2, Snapshot(services).InFlight);

        configuration.Change((Section + "Endpoints:0:Address", "db://c:3"));
        Assert.Equal((0, 0), (first.Client.Disposals, second.Client.Disposals));
        first.Dispose();
        second.Succeeded();
        second.Dispose();

        Assert.Equal((1, 1), (first.Client.Disposals, second.Client.Disposals));
        using var third = await databases.AcquireAsync(cancellationToken: Cancellation);
        Assert.Equal("c", third.Client.Host);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Call_that_may_be_repeated_goes_to_another_endpoint(bool isIdempotent)
    {
        await using var services = Services("db://a:1", "db://b:2");
        var hosts = new List<string>();
        Task<int> Call(Database database, CancellationToken cancellationToken)
        {
            hosts.Add(database.Host);
            return database.Host == "a" ? throw new InvalidDataException("broken") : Task.FromResult(7);
        }

        var call = services.GetRequiredService<PerEndpoint<Database>>().RunAsync(Call, isIdempotent, cancellationToken: Cancellation);

        if (isIdempotent)
        {
            Assert.Equal(7, await call);
            Assert.Equal(["a", "b"], hosts);
        }
        else
        {
            Assert.Equal("broken", (await Assert.ThrowsAsync<InvalidDataException>(() => call)).Message);
        }
    }

    [Fact]
    public async Task Deadline_ends_a_call()
    {
        var clock = new FakeTimeProvider();
        await using var services = Services(null, clock, "db://a:1");

        var call = services.GetRequiredService<PerEndpoint<Database>>().RunAsync(static async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 1;
        }, cancellationToken: Cancellation);
        clock.Advance(TimeSpan.FromSeconds(11));

        await Assert.ThrowsAsync<DeadlineExceededException>(() => call);
    }

    [Fact]
    public async Task Probe_finds_out_whether_somebody_listens()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var dead = new TcpListener(IPAddress.Loopback, 0);
        dead.Start();
        var (sound, gone) = ((IPEndPoint)listener.LocalEndpoint, (IPEndPoint)dead.LocalEndpoint);
        dead.Dispose();
        await using var services = Services(new SettableConfiguration(
            (Section + "Endpoints:0:Address", $"db://127.0.0.1:{gone.Port}"), (Section + "Endpoints:1:Address", $"db://127.0.0.1:{sound.Port}"),
            (Section + "Probe:Enabled", "true"), (Section + "Probe:Interval", "100ms"), (Section + "Probe:Timeout", "100ms")));

        await Eventually.HoldsAsync(() => Snapshot(services).Endpoints[0].State == EndpointState.Ejected);

        Assert.Equal(EndpointState.InRotation, Snapshot(services).Endpoints[1].State);
        Assert.Contains("its probe failed: ", Snapshot(services).Explain());
    }

    private static ClientSnapshot Snapshot(IServiceProvider services) => services.GetRequiredService<IBalancedClients>().Snapshot().Single();

    private static ServiceProvider Services(params string[] addresses) => Services(null, TimeProvider.System, addresses);

    private static ServiceProvider Services(SettableConfiguration? configuration, TimeProvider? timeProvider = null, params string[] addresses)
    {
        var services = new ServiceCollection().AddSingleton(timeProvider ?? TimeProvider.System);
        if (configuration is not null)
        {
            services.AddSingleton<Microsoft.Extensions.Configuration.IConfiguration>(configuration.Root);
        }

        new ClientsBuilder(services).AddPerEndpoint("orders-db", static (_, endpoint) => new Database(endpoint.Address.Host), options =>
        {
            options.Policy = LoadBalancingPolicies.RoundRobin;
            Array.ForEach(addresses, address => options.AddEndpoint(address));
        });
        return services.BuildServiceProvider();
    }

    /// <summary>Stands for a pool of connections to a replica.</summary>
    private sealed class Database(string host) : IDisposable
    {
        public string Host => host;

        public int Disposals { get; private set; }

        public void Dispose() => Disposals++;
    }
}
