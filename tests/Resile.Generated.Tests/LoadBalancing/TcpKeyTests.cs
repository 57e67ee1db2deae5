using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Resile.Generated.Tests.Contracts.LoadBalancing;
using Resile.LoadBalancing;
using Resile.LoadBalancing.Tcp;

namespace Resile.Generated.Tests.LoadBalancing;

/// <summary>Keys and hedges of a generated client that calls three servers over TCP.</summary>
public sealed class TcpKeyTests : IAsyncLifetime
{
    private readonly Keeper[] _keepers = [new(0), new(1), new(2)];
    private readonly List<IHost> _servers = [];
    private readonly FakeTimeProvider _clock = new();
    private ServiceProvider? _client;

    private IShelves Client => _client!.GetRequiredService<IShelves>();

    private ClientSnapshot Snapshot => _client!.GetRequiredService<IBalancedClients>().Snapshot().Single();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var addresses = new List<string>();
        foreach (var keeper in _keepers)
        {
            var builder = Host.CreateEmptyApplicationBuilder(null);
            builder.Services.AddSingleton<IShelves>(keeper);
            builder.Services.AddResile(static resile => resile.Servers.AddShelves());
            var server = builder.Build();
            _servers.Add(server);
            await server.StartAsync(Token);
            addresses.Add($"tcp://{server.Services.GetRequiredService<ITcpServers>().Snapshot()[0].EndPoint}");
        }

        _client = new ServiceCollection()
            .AddSingleton<TimeProvider>(_clock)
            .AddResile(resile => resile.Clients.AddShelves(client =>
            {
                client.ConnectTimeout = TimeSpan.FromMinutes(1);
                addresses.ForEach(address => client.AddEndpoint(address));
            }))
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
    public async Task Equal_keys_go_to_one_server_and_different_ones_to_all()
    {
        var keepers = new HashSet<int>();
        for (var shelf = 0; shelf < 50; shelf++)
        {
            var keeper = await Client.KeeperAsync($"shelf{shelf}", Token);
            Assert.Equal(keeper, await Client.KeeperAsync($"shelf{shelf}", Token));
            keepers.Add(keeper);
        }

        Assert.Equal(3, keepers.Count);
    }

    [Fact]
    public async Task Call_that_one_server_is_slow_to_answer_is_answered_by_another()
    {
        // It has to know how long a call takes before one can be unusually long.
        var usual = 0;
        for (var call = 0; call < 200; call++)
        {
            usual = await Client.NearestAsync(7, Token);
        }

        _clock.Advance(TimeSpan.FromSeconds(3));
        _keepers[usual].IsSlow = true;
        var slow = Client.NearestAsync(7, Token);
        _clock.Advance(TimeSpan.FromMilliseconds(2));

        Assert.NotEqual(usual, await slow);
        Assert.Equal(1, Snapshot.HedgesWon);
        Assert.True(await _keepers[usual].HasBeenCancelled.Task.WaitAsync(TimeSpan.FromSeconds(30), Token));
    }

    [Fact]
    public async Task Broadcast_reaches_every_server() =>
        Assert.Equal([0, 1, 2], (await Client.CountAsync(Token)).Values.Order());

    // Says who it is; a slow one only when it is told that nobody waits any more.
    private sealed class Keeper(int number) : IShelves
    {
        private volatile bool _isSlow;

        public bool IsSlow
        {
            set => _isSlow = value;
        }

        public TaskCompletionSource<bool> HasBeenCancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask<int> KeeperAsync(string shelf, CancellationToken cancellationToken = default) => new(number);

        public Task<Replies<int>> CountAsync(CancellationToken cancellationToken = default) => Task.FromResult<Replies<int>>(number);

        public async Task<int> NearestAsync(int? section, CancellationToken cancellationToken = default)
        {
            if (_isSlow)
            {
                await using var _ = cancellationToken.Register(() => HasBeenCancelled.TrySetResult(true));
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return number;
        }
    }
}
