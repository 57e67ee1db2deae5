using System.Buffers;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Resile.LoadBalancing.Tcp;
using Resile.LoadBalancing.Tests.Wire;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tests.Tcp;

/// <summary>What a client does with servers that are silent, wrong or hostile.</summary>
public sealed class BadServerTests : IDisposable
{
    private readonly RawServer _server = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Answer_that_nobody_waits_for_is_dropped()
    {
        await using var services = TcpPricesServer.ClientOf(_server.Address);
        var call = services.GetRequiredService<IPrices>().EchoAsync("x", Token);
        await _server.GreetAsync();
        var request = await _server.ReadAsync();

        await _server.WriteAsync(FrameHeader.Of(FrameKind.Reply, request.CallId + 76), static buffer => buffer.Write("\"wrong\""u8));
        await _server.WriteAsync(FrameHeader.Of(FrameKind.Reply, request.CallId), static buffer => buffer.Write("\"right\""u8));

        Assert.Equal((FrameKind.Request, PricesBalanced.EchoAsyncOperation.MethodHash), (request.Kind, request.First));
        Assert.Equal("right", await call);
    }

    [Fact]
    public async Task Server_that_answers_no_pings_is_given_up()
    {
        await using var services = TcpPricesServer.ClientOf(static options => options.Tcp.PingInterval = TimeSpan.FromMilliseconds(50), _server.Address);
        var call = services.GetRequiredService<IPrices>().EchoAsync("x", Token);
        await _server.GreetAsync();

        var exception = await Assert.ThrowsAsync<EndpointUnreachableException>(() => call);

        Assert.Contains("The server answers no pings", exception.Message);
    }

    [Fact]
    public async Task Client_that_only_listens_shows_that_it_lives()
    {
        await using var services = TcpPricesServer.ClientOf(static options => options.Tcp.PingInterval = TimeSpan.FromMilliseconds(200), _server.Address);
        var call = services.GetRequiredService<IPrices>().EchoAsync("x", Token);
        await _server.GreetAsync();
        var request = await _server.ReadAsync();

        // As items of a slow stream do; the server would take the client for dead if it said nothing meanwhile.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var talking = Task.Run(async () =>
        {
            while (!ending.IsCancellationRequested)
            {
                await _server.WriteAsync(FrameHeader.Of(FrameKind.Reply, request.CallId + 1_000));
                await Task.Delay(TimeSpan.FromMilliseconds(5), ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }, Token);
        for (var ping = 0; ping < 3; ping++)
        {
            Assert.Equal(FrameKind.Ping, (await _server.ReadAsync().WaitAsync(TimeSpan.FromSeconds(30), Token)).Kind);
        }

        await ending.CancelAsync();
        await talking;
        await _server.WriteAsync(FrameHeader.Of(FrameKind.Reply, request.CallId), static buffer => buffer.Write("\"y\""u8));
        Assert.Equal("y", await call);
    }

    [Fact]
    public async Task Server_that_pings_without_end_and_reads_no_answer_is_given_up()
    {
        await using var services = TcpPricesServer.ClientOf(static options => options.Tcp.PingInterval = TimeSpan.FromHours(1), _server.Address);
        var call = services.GetRequiredService<IPrices>().EchoAsync("x", Token);
        await _server.GreetAsync();
        var pings = new byte[FrameHeader.Size * 10_000];
        for (var at = 0; at < pings.Length; at += FrameHeader.Size)
        {
            FrameHeader.Of(FrameKind.Ping).Write(pings.AsSpan(at));
        }

        var flood = Task.Run(async () =>
        {
            while (true)
            {
                await _server.Stream.WriteAsync(pings, Token);
            }
        }, Token);

        var exception = await Assert.ThrowsAsync<EndpointUnreachableException>(() => call);
        Assert.Contains("asks without end for signs of life", exception.Message);
        await Assert.ThrowsAnyAsync<IOException>(() => flood);
    }

    [Fact]
    public async Task Items_that_cannot_be_read_are_not_asked_for_and_no_other_call_gets_their_answer()
    {
        var odd = new BalancedOperation("OddAsync", "OddAsync()->each Odd");
        var contract = new BalancedContract("Prices", "prices", "RoundRobin", [.. PricesSkeleton.Table.Operations.Select(static each => each.Operation), odd])
        {
            Transport = Transport.Tcp,
        };
        TcpChannel? tcp = null;
        var collection = new ServiceCollection();
        new ClientsBuilder(collection).Add<IPrices>(
            contract, (TcpChannel channel) => new PricesBalanced(tcp = channel), options => options.AddEndpoint(_server.Address).Deadline = TimeSpan.FromMinutes(1));
        await using var services = collection.BuildServiceProvider();
        var prices = services.GetRequiredService<IPrices>();

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await tcp!.StreamAsync<NoArguments, Odd>(odd, default, Token).FirstAsync(Token));
        var call = prices.EchoAsync("x", Token);
        await _server.GreetAsync();
        var request = await _server.ReadAsync();
        await _server.WriteAsync(FrameHeader.Of(FrameKind.Reply, request.CallId), static buffer => buffer.Write("\"y\""u8));

        Assert.Equal((1ul, PricesBalanced.EchoAsyncOperation.MethodHash), (request.CallId, request.First));
        Assert.Equal("y", await call);
        Assert.Equal(0, services.GetRequiredService<IBalancedClients>().Snapshot()[0].InFlight);
    }

    // Two properties of one name: no JSON can be read into it.
    private sealed record Odd([property: JsonPropertyName("same")] int First, [property: JsonPropertyName("same")] int Second);

    private readonly struct NoArguments : IFrameCall
    {
        public void Write(ref FrameRequestWriter request)
        {
        }
    }
}
