using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Resile.Generated.Tests.Contracts.LoadBalancing;
using Resile.LoadBalancing;

namespace Resile.Generated.Tests.LoadBalancing;

/// <summary>Generated operations that go to several endpoints, over real sockets.</summary>
public sealed class CallModeTests : IAsyncLifetime
{
    private readonly Bird[] _birds = [new(1), new(2), new(3)];
    private readonly List<WebApplication> _servers = [];
    private ServiceProvider? _client;

    private IFlock Flock => _client!.GetRequiredService<IFlock>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        foreach (var bird in _birds)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton<IFlock>(bird);
            builder.Services.AddResile(static _ => { });
            var server = builder.Build();
            server.Urls.Add("http://127.0.0.1:0");
            server.MapFlock();
            _servers.Add(server);
            await server.StartAsync(Token);
        }

        _client = new ServiceCollection()
            .AddResile(resile => resile.Clients.AddFlock(client =>
            {
                client.Deadline = client.ConnectTimeout = TimeSpan.FromMinutes(1);
                client.Canary.Share = client.Shadow.Share = 0;
                _servers.ForEach(server => client.AddEndpoint(server.Urls.First()));
            }))
            .BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        await _client!.DisposeAsync();
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Broadcast_reaches_every_server()
    {
        await Flock.ForgetAsync("worm", Token);

        Assert.All(_birds, static bird => Assert.Equal("worm", bird.Forgotten));
        Assert.Equal(["bird1", "bird2", "bird3", "egg", "egg", "egg"], (await Flock.NamesAsync(Token)).Order());
        Assert.Equal([1, 2, 3], (await Flock.CountAsync(Token)).Values.Order());
    }

    [Fact]
    public async Task Broadcast_that_misses_a_server_says_which()
    {
        await _servers[1].StopAsync(Token);

        var replies = await Flock.CountAsync(Token);
        var exception = await Assert.ThrowsAsync<QuorumNotReachedException>(() => Flock.ForgetAsync("worm", Token));

        Assert.Equal([1, 3], replies.Values.Order());
        Assert.Equal(new Uri(_servers[1].Urls.First() + "/"), replies.Failures.Single().Endpoint);
        Assert.Equal((3, 2), (exception.Needed, exception.Answered));
    }

    [Fact]
    public async Task Scatter_is_content_with_its_quorum()
    {
        await _servers[1].StopAsync(Token);

        Assert.Equal(2, (await Flock.NewestAsync(null, Token)).Values.Count());
        await Flock.ElectAsync("kea", Token);
        Assert.Equal(["kea", null, "kea"], _birds.Select(static bird => bird.Leader));
    }

    [Fact]
    public void Canary_and_shadow_come_from_the_attributes()
    {
        Assert.Equal(new AlternateService("flock-next", 0.05), FlockBalanced.Contract.Canary);
        Assert.Equal(new AlternateService("flock-test", 0.01), FlockBalanced.Contract.Shadow);
    }

    private sealed class Bird(int number) : IFlock
    {
        public string? Forgotten { get; private set; }

        public string? Leader { get; private set; }

        public Task ForgetAsync(string name, CancellationToken cancellationToken = default)
        {
            Forgotten = name;
            return Task.CompletedTask;
        }

        public ValueTask<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken = default) => new([$"bird{number}", "egg"]);

        public Task<Replies<int>> CountAsync(CancellationToken cancellationToken = default) => Task.FromResult<Replies<int>>(number);

        public Task<Replies<string?>> NewestAsync(string? prefix, CancellationToken cancellationToken = default) => Task.FromResult<Replies<string?>>(prefix);

        public Task ElectAsync(string name, CancellationToken cancellationToken = default)
        {
            Leader = name;
            return Task.CompletedTask;
        }
    }
}
