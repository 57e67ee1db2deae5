using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Resile.Generated.Tests.Contracts.LoadBalancing;
using Resile.LoadBalancing;
using Resile.LoadBalancing.Udp;

namespace Resile.Generated.Tests.LoadBalancing;

/// <summary>Runs the client and the skeleton that the generator wrote for UDP against each other, over real sockets.</summary>
public sealed class UdpTests : IAsyncLifetime
{
    private const string Key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private readonly Presence[] _presences = [new(), new()];
    private readonly List<IHost> _servers = [];
    private readonly LeapingTime _time = new();
    private ServiceProvider? _client;

    private IPresence Client => _client!.GetRequiredService<IPresence>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        foreach (var presence in _presences)
        {
            var builder = Host.CreateEmptyApplicationBuilder(null);
            builder.Configuration.AddInMemoryCollection([new("Resile:Servers:Presence:Keys:7", Key)]);
            builder.Services.AddSingleton<IPresence>(presence);
            builder.Services.AddSingleton<IRefusedPresence>(presence);
            builder.Services.AddResile(static resile => resile.Servers.AddPresence().AddRefusedPresence());
            _servers.Add(builder.Build());
            await _servers[^1].StartAsync(Token);
        }

        var presences = _servers.Select(static server => server.Services.GetRequiredService<IUdpServers>().Snapshot()).ToArray();
        _client = new ServiceCollection()
            .AddSingleton<TimeProvider>(_time)
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
            [
                new("Resile:Clients:Presence:Udp:Key", Key), new("Resile:Clients:Presence:Udp:KeyId", "7"),
            ]).Build())
            .AddResile(resile =>
            {
                resile.Clients.AddPresence(client => Array.ForEach(presences, snapshot => client.AddEndpoint($"udp://{snapshot[0].EndPoint}").ConnectTimeout = TimeSpan.FromMinutes(1)));
                resile.Clients.AddRefusedPresence(client => client.AddEndpoint($"udp://{presences[0][1].EndPoint}").ConnectTimeout = TimeSpan.FromMinutes(1));
            })
            .BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        await _client!.DisposeAsync();
        foreach (var server in _servers)
        {
            await server.StopAsync(CancellationToken.None);
            server.Dispose();
        }
    }

    [Fact]
    public async Task Every_shape_reaches_the_implementation()
    {
        await Client.LookAsync(7, "Ada", Token);
        Assert.Equal(new Gaze(7, 1, "Ada"), await Client.GazeAsync(7, Token));
        Assert.Equal(1, await Client.VisitAsync(7));
        Assert.Equal(2, await Client.VisitAsync(7));
    }

    [Fact]
    public async Task Key_decides_which_endpoint_gets_a_call()
    {
        for (var visit = 0; visit < 100; visit++)
        {
            await Client.LookAsync(visit % 10, $"{visit}", Token);
        }

        // Each product is known to one of the two alone, and each of them knows some.
        Assert.Equal(10, _presences.Sum(static presence => presence.Products.Count));
        Assert.All(_presences, static presence => Assert.NotEmpty(presence.Products));
    }

    [Fact]
    public async Task Broadcast_reaches_every_endpoint()
    {
        for (var visit = 0; visit < 10; visit++)
        {
            await Client.LookAsync(visit, "Ada", Token);
        }

        Assert.Equal(10, (await Client.CountAsync(Token)).Values.Sum());
    }

    [Fact]
    public async Task Hedge_asks_the_other_endpoint_where_one_takes_unusually_long()
    {
        // Enough calls that the usual time is known, once a while has gone by.
        for (var call = 0; call < 200; call++)
        {
            await Client.GazeAsync(call, Token);
        }

        _time.Leap(TimeSpan.FromSeconds(4));
        _presences[0].Hold = new TaskCompletionSource().Task;
        var gazes = await Task.WhenAll(Enumerable.Range(0, 8).Select(call => Client.GazeAsync(call, Token).AsTask()));

        Assert.Equal(Enumerable.Range(0, 8), gazes.Select(static gaze => gaze.Product));
        var client = _client!.GetRequiredService<IBalancedClients>().Snapshot().First(static client => client.Contract == "Presence");
        Assert.True(client.HedgesWon > 0, $"{client.Hedges} hedges, {client.HedgesWon} won");
    }

    [Fact]
    public async Task Refused_member_says_why_when_it_is_called_and_its_neighbour_works()
    {
        var refused = _client!.GetRequiredService<IRefusedPresence>();

        Assert.Equal(8, await refused.GetAsync(4, Token));
        Assert.StartsWith("RSL1052: ", (await Assert.ThrowsAsync<NotSupportedException>(() => refused.ExportAsync(1))).Message);
        Assert.StartsWith("RSL1040: ", (await Assert.ThrowsAsync<NotSupportedException>(() => refused.VerbAsync(1))).Message);
    }

    /// <summary>The system's clock, which can be put forward.</summary>
    private sealed class LeapingTime : TimeProvider
    {
        private long _leapt;

        public override long GetTimestamp() => base.GetTimestamp() + Volatile.Read(ref _leapt);

        public void Leap(TimeSpan time) => Interlocked.Add(ref _leapt, (long)(time.TotalSeconds * TimestampFrequency));
    }

    private sealed class Presence : IPresence, IRefusedPresence
    {
        private int _visits;

        public Task Hold { get; set; } = Task.CompletedTask;

        public ConcurrentDictionary<int, string> Products { get; } = new();

        public Task LookAsync(int product, string visitor, CancellationToken cancellationToken = default)
        {
            Products[product] = visitor;
            return Task.CompletedTask;
        }

        public async ValueTask<Gaze> GazeAsync(int product, CancellationToken cancellationToken = default)
        {
            await Hold.WaitAsync(cancellationToken);
            return new(product, Products.Count, Products.GetValueOrDefault(product));
        }

        public Task<int> VisitAsync(int product) => Task.FromResult(Interlocked.Increment(ref _visits));

        public Task<Replies<int>> CountAsync(CancellationToken cancellationToken = default) => Task.FromResult<Replies<int>>(Products.Count);

        public Task<int> GetAsync(int id, CancellationToken cancellationToken = default) => Task.FromResult(2 * id);

        public Task<Stream> ExportAsync(int id) => throw new InvalidOperationException();

        public Task<int> VerbAsync(int id) => throw new InvalidOperationException();
    }
}
