using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Resile.Generated.Tests.Contracts.LoadBalancing;
using Resile.LoadBalancing;
using Resile.Recovery;

namespace Resile.Generated.Tests.LoadBalancing;

/// <summary>Runs the client, the skeleton and the supervised proxy that the generator wrote for streams against each other, over a real socket.</summary>
public sealed class FeedTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // A connection that is closed may take with it what it has just sent; so the crash waits until that has arrived.
    private readonly TaskCompletionSource _crash = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication? _server;
    private ServiceProvider? _client;

    private IFeeds Client => _client!.GetRequiredService<IFeeds>();

    private IFeeds Proxy => _server!.Services.GetRequiredService<IFeeds>();

    private int Generation => Assert.Single(_server!.Services.GetRequiredService<ISupervision>().Snapshot().Components).Generation;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddResile(resile => resile.Components.AddFeeds(_ => new Feeds(_crash.Task), static options =>
        {
            options.HangAfter = TimeSpan.FromSeconds(2);
            options.ShutdownTimeout = Patience;
        }));
        _server = builder.Build();
        _server.Urls.Add("http://127.0.0.1:0");
        _server.MapFeeds();
        await _server.StartAsync(Token);
        _client = new ServiceCollection()
            .AddResile(resile => resile.Clients.AddFeeds(client => client.AddEndpoint(_server.Urls.First()).Deadline = Patience))
            .BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        await _client!.DisposeAsync();
        await _server!.DisposeAsync();
    }

    [Fact]
    public async Task Items_travel_one_by_one_and_the_caller_may_stop()
    {
        var numbers = new List<int>();
        await foreach (var reading in Client.ReadAsync("endless", int.MaxValue, Token))
        {
            Assert.Equal("endless", reading.Name);
            numbers.Add(reading.Number);
            if (numbers.Count == 3)
            {
                break;
            }
        }

        Assert.Equal([1, 2, 3], numbers);
        Assert.Equal(2, await Client.ReadAsync("short", 2, Token).CountAsync(Token));
        Assert.Equal(["a", null, "b"], await Client.EchoAsync(["a", null, "b"]).ToListAsync(Token));
        Assert.Empty(await Client.EchoAsync([]).ToListAsync(Token));
    }

    [Fact]
    public async Task Stream_that_is_quiet_does_not_hang_and_ends_with_its_generation()
    {
        await using var quiet = Proxy.ReadAsync("quiet", 1, Token).GetAsyncEnumerator(Token);
        Assert.True(await quiet.MoveNextAsync());
        var next = quiet.MoveNextAsync().AsTask();
        await Assert.ThrowsAsync<TimeoutException>(() => next.WaitAsync(TimeSpan.FromSeconds(4), Token));
        Assert.Equal(1, Generation);

        await using var crashing = Proxy.ReadAsync("crash", 1, Token).GetAsyncEnumerator(Token);
        Assert.True(await crashing.MoveNextAsync());
        _crash.SetResult();
        await Assert.ThrowsAsync<InvalidDataException>(async () => await crashing.MoveNextAsync());

        Assert.Contains("Enumerate it again", (await Assert.ThrowsAsync<ComponentUnavailableException>(() => next.WaitAsync(Patience, Token))).Message);
        Assert.Single(await Proxy.ReadAsync("short", 1, Token).ToListAsync(Token));
        Assert.Equal(2, Generation);
    }

    [Fact]
    public async Task Crash_in_a_stream_breaks_it_off_for_callers_elsewhere()
    {
        await using var crashing = Client.ReadAsync("crash", 1, Token).GetAsyncEnumerator(Token);
        Assert.True(await crashing.MoveNextAsync());
        _crash.SetResult();

        await Assert.ThrowsAsync<EndpointUnreachableException>(async () => await crashing.MoveNextAsync());

        Assert.Single(await Client.ReadAsync("short", 1, Token).ToListAsync(Token));
    }

    private sealed class Feeds(Task crash) : IFeeds
    {
        public async IAsyncEnumerable<Reading> ReadAsync(
            string name, int most, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            for (var number = 1; number <= most; number++)
            {
                await Task.Yield();
                yield return new Reading(number, name);
            }

            switch (name)
            {
                case "quiet":
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                    break;
                case "crash":
                    await crash.WaitAsync(Patience, cancellationToken);
                    throw new InvalidDataException("The feed is corrupt.");
            }
        }

        public IAsyncEnumerable<string?> EchoAsync(IReadOnlyList<string?> texts) => texts.ToAsyncEnumerable();
    }
}
