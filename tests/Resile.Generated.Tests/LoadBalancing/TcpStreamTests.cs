using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Resile.Generated.Tests.Contracts.LoadBalancing;
using Resile.LoadBalancing;
using Resile.LoadBalancing.Tcp;

namespace Resile.Generated.Tests.LoadBalancing;

/// <summary>Runs generated streams over TCP: client and server, over a real socket.</summary>
public sealed class TcpStreamTests : IAsyncLifetime
{
    private readonly Clock _clock = new();
    private IHost? _server;
    private ServiceProvider? _client;

    private ITicks Client => _client!.GetRequiredService<ITicks>();

    private ClientSnapshot Snapshot => _client!.GetRequiredService<IBalancedClients>().Snapshot().Single();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<ITicks>(_clock);
        builder.Services.AddResile(static resile => resile.Servers.AddTicks(static server => server.DrainTimeout = TimeSpan.Zero));
        _server = builder.Build();
        await _server.StartAsync(Token);
        _client = new ServiceCollection()
            .AddResile(resile => resile.Clients.AddTicks(client =>
            {
                client.AddEndpoint($"tcp://{_server.Services.GetRequiredService<ITcpServers>().Snapshot()[0].EndPoint}");
                client.Deadline = client.ConnectTimeout = TimeSpan.FromMinutes(1);
                client.Streams.MaxItemBytes = 10_000;
            }))
            .BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        await _client!.DisposeAsync();
        await _server!.StopAsync(CancellationToken.None);
        _server.Dispose();
    }

    [Fact]
    public async Task Items_arrive_in_order_far_beyond_the_window()
    {
        Assert.Equal(Enumerable.Range(1, 1_000), await Client.CountAsync("a", 1_000, Token).Select(static tick => tick.Number).ToListAsync(Token));
        Assert.Equal(["a", null, "b"], await Client.EchoAsync(["a", null, "b"]).ToListAsync(Token));
        Assert.Empty(await Client.EchoAsync([]).ToListAsync(Token));
        Assert.Equal((3, 0, 0), (Snapshot.Calls, Snapshot.Failures, Snapshot.InFlight));
    }

    [Fact]
    public async Task Server_waits_for_a_caller_who_is_slow_and_stops_for_one_who_leaves()
    {
        await foreach (var tick in Client.CountAsync("endless", int.MaxValue, Token))
        {
            if (tick.Number == 5)
            {
                await WaitAsync(() => _clock.Counted >= 32);
                break;
            }
        }

        await _clock.Stopped.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);

        // What is in the window, and one that waits for room in it.
        Assert.InRange(_clock.Counted, 32, 5 + 32 + 1);
        Assert.Equal(0, Snapshot.InFlight);
        Assert.Equal(2, await Client.CountAsync("a", 2, Token).CountAsync(Token));
    }

    [Fact]
    public async Task Failure_before_the_first_item_is_that_of_a_call_and_later_it_breaks_the_stream_off()
    {
        var refused = await Assert.ThrowsAsync<ErrorStatusException>(() => Client.CountAsync("refused", 1, Token).CountAsync(Token).AsTask());
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);

        var numbers = new List<int>();
        var broken = await Assert.ThrowsAsync<ErrorStatusException>(async () =>
        {
            await foreach (var tick in Client.CountAsync("broken", 10, Token))
            {
                numbers.Add(tick.Number);
            }
        });

        Assert.Equal([1, 2, 3], numbers);
        Assert.Equal(HttpStatusCode.InternalServerError, broken.StatusCode);
        Assert.Equal(0, Snapshot.InFlight);
    }

    [Fact]
    public async Task Item_over_the_limit_ends_the_stream_and_the_next_call_works()
    {
        var exception = await Assert.ThrowsAsync<UnreadableReplyException>(() => Client.EchoAsync(["a", new string('b', 20_000)]).CountAsync(Token).AsTask());

        Assert.Contains("an item is longer than 10000 bytes (Resile:Clients:Ticks:Streams:MaxItemBytes)", exception.Message);
        Assert.Equal(2, await Client.CountAsync("a", 2, Token).CountAsync(Token));
    }

    [Fact]
    public async Task Caller_who_cancels_hears_of_it_and_so_does_the_server()
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var tick in Client.CountAsync("endless", int.MaxValue, source.Token))
            {
                if (tick.Number == 50)
                {
                    await source.CancelAsync();
                }
            }
        });

        Assert.Equal(source.Token, exception.CancellationToken);
        await _clock.Stopped.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
    }

    [Fact]
    public async Task Server_that_goes_breaks_the_stream_off()
    {
        await Assert.ThrowsAsync<EndpointUnreachableException>(async () =>
        {
            await foreach (var tick in Client.CountAsync("quiet", 1, Token))
            {
                Assert.Equal(1, tick.Number);
                await _server!.StopAsync(Token);
            }
        });

        Assert.Equal(0, Snapshot.InFlight);
    }

    private static async Task WaitAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), limit.Token);
        }
    }

    private sealed class Clock : ITicks
    {
        private int _counted;

        public int Counted => Volatile.Read(ref _counted);

        public TaskCompletionSource Stopped { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async IAsyncEnumerable<Tick> CountAsync(string name, int most, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            if (name == "refused")
            {
                throw new CallRefusedException(HttpStatusCode.NotFound, "There is no such clock.");
            }

            try
            {
                for (var number = 1; number <= most; number++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return name == "broken" && number == 4 ? throw new InvalidOperationException("It broke.") : new Tick(number, name);
                    Interlocked.Increment(ref _counted);
                }

                if (name == "quiet")
                {
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                }
            }
            finally
            {
                Stopped.TrySetResult();
            }
        }

        public async IAsyncEnumerable<string?> EchoAsync(IReadOnlyList<string?> texts)
        {
            foreach (var text in texts)
            {
                await Task.Yield();
                yield return text;
            }
        }
    }
}
