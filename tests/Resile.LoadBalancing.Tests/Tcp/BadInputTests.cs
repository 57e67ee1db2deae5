using System.Buffers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Resile.LoadBalancing.Tests.Wire;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tests.Tcp;

/// <summary>What a server does with clients that are broken, slow or hostile: it refuses them, and goes on.</summary>
public sealed class BadInputTests
{
    private static readonly uint EchoHash = PricesBalanced.EchoAsyncOperation.MethodHash;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003 this could be TLS")]
    public async Task Client_of_another_protocol_is_turned_away(string text)
    {
        await using var server = await TcpPricesServer.StartAsync();
        using var client = await RawClient.ConnectAsync(server.EndPoint);

        await client.Stream.WriteAsync(Encoding.Latin1.GetBytes(text), Token);

        await client.ClosedAsync();
        await AnswersAsync(server);
    }

    [Fact]
    public async Task Bad_frames_after_the_greeting_end_their_connection_alone()
    {
        await using var server = await TcpPricesServer.StartAsync();
        var random = new Random(7);
        for (var attempt = 0; attempt < 50; attempt++)
        {
            using var client = await RawClient.GreetAsync(server.EndPoint);
            var garbage = new byte[FrameHeader.Size + random.Next(200)];
            random.NextBytes(garbage);
            garbage[4] = (byte)(13 + random.Next(200));
            await client.Stream.WriteAsync(garbage, Token);
            await client.ClosedAsync();
        }

        await AnswersAsync(server);
        await Eventually.HoldsAsync(() => server.Snapshot is { Connections: 0, InFlight: 0 });
    }

    [Fact]
    public async Task Oversized_frame_is_refused_before_its_payload_comes()
    {
        await using var server = await TcpPricesServer.StartAsync();
        using var client = await RawClient.GreetAsync(server.EndPoint);
        var header = new byte[FrameHeader.Size];
        new FrameHeader(int.MaxValue, FrameKind.Request, 0, 1, EchoHash, 1_000).Write(header);

        await client.Stream.WriteAsync(header, Token);

        await client.ClosedAsync();
        await AnswersAsync(server);
    }

    [Fact]
    public async Task Arguments_that_are_none_are_refused_with_their_name()
    {
        await using var server = await TcpPricesServer.StartAsync();
        using var client = await RawClient.GreetAsync(server.EndPoint);

        foreach (var (json, complaint) in new[] { ("", "'text'"), ("[]", "'text' is missing"), ("{}", "'text' is missing"), ("[1]", "'text' is no JSON of a String"), ("[\"", "'text'") })
        {
            await client.SendAsync(new(0, FrameKind.Request, 0, 1, EchoHash, 10_000), buffer => buffer.Write(Encoding.UTF8.GetBytes(json)));
            var (header, payload) = await client.ReadAsync();

            var error = WireError.Read(payload, 1_000);
            Assert.Equal((FrameKind.Error, 400), (header.Kind, error.Status));
            Assert.Contains(complaint, error.Text);
        }
    }

    [Fact]
    public async Task Unknown_operation_and_call_without_time_are_not_processed()
    {
        await using var server = await TcpPricesServer.StartAsync();
        using var client = await RawClient.GreetAsync(server.EndPoint);

        await client.SendAsync(new(0, FrameKind.Request, 0, 1, 4711, 1_000));
        await client.SendAsync(new(0, FrameKind.Request, 0, 2, EchoHash, 0));
        var (unknown, late) = (await client.ReadAsync(), await client.ReadAsync());

        Assert.Equal((FrameKind.NotProcessed, 1ul, 501), (unknown.Header.Kind, unknown.Header.CallId, WireError.Read(unknown.Payload, 10).Status));
        Assert.Equal((FrameKind.NotProcessed, 2ul, 504), (late.Header.Kind, late.Header.CallId, WireError.Read(late.Payload, 10).Status));
        Assert.Equal(0, server.Prices.Calls);
    }

    [Fact]
    public async Task Number_of_a_running_call_cannot_be_used_again()
    {
        await using var server = await TcpPricesServer.StartAsync();
        server.Prices.Forget = static token => Task.Delay(Timeout.Infinite, token);
        using var client = await RawClient.GreetAsync(server.EndPoint);
        for (var time = 0; time < 2; time++)
        {
            await client.SendAsync(new(0, FrameKind.Request, 0, 1, PricesBalanced.ForgetAsyncOperation.MethodHash, 60_000));
        }

        await client.ClosedAsync();
        await Eventually.HoldsAsync(() => server.Snapshot is { Connections: 0, InFlight: 0 });
    }

    [Theory, InlineData(1), InlineData(0), InlineData(uint.MaxValue)]
    public async Task Items_of_a_reply_that_comes_whole_cannot_be_asked_for(uint items)
    {
        await using var server = await TcpPricesServer.StartAsync();
        server.Prices.Forget = static token => Task.Delay(Timeout.Infinite, token);
        using var client = await RawClient.GreetAsync(server.EndPoint);

        // Of a call that has ended meanwhile, or was never begun, such a frame means nothing.
        await client.SendAsync(FrameHeader.Of(FrameKind.Credit, 7) with { First = items });
        await client.SendAsync(new(0, FrameKind.Request, 0, 1, PricesBalanced.ForgetAsyncOperation.MethodHash, 60_000));
        await Eventually.HoldsAsync(() => server.Snapshot.InFlight == 1);
        await client.SendAsync(FrameHeader.Of(FrameKind.Credit, 1) with { First = items });

        await client.ClosedAsync();
        await Eventually.HoldsAsync(() => server.Snapshot is { Connections: 0, InFlight: 0 });
    }

    [Fact]
    public async Task Silent_and_slow_clients_are_cut_off()
    {
        await using var server = await TcpPricesServer.StartAsync(static options =>
        {
            options.HandshakeTimeout = TimeSpan.FromSeconds(2);
            options.FrameTimeout = TimeSpan.FromMilliseconds(200);
            options.IdleTimeout = TimeSpan.FromMilliseconds(400);
        });
        using var ungreeting = await RawClient.ConnectAsync(server.EndPoint);
        using var slow = await RawClient.GreetAsync(server.EndPoint);
        using var idle = await RawClient.GreetAsync(server.EndPoint);

        await slow.Stream.WriteAsync(new byte[] { 1 }, Token);

        await ungreeting.ClosedAsync();
        await slow.ClosedAsync();
        await idle.ClosedAsync();
        await Eventually.HoldsAsync(() => server.Snapshot.Connections == 0);
    }

    [Fact]
    public async Task Client_that_reads_no_replies_is_not_read_from_and_cut_off()
    {
        await using var server = await TcpPricesServer.StartAsync(static options => options.FrameTimeout = TimeSpan.FromMilliseconds(500));
        var reply = new string('x', 100_000);
        server.Prices.Echo = (_, _) => Task.FromResult<string?>(reply);
        using var client = await RawClient.GreetAsync(server.EndPoint);

        var sending = Task.Run(async () =>
        {
            for (ulong call = 1; call < ulong.MaxValue; call++)
            {
                await client.SendAsync(new(0, FrameKind.Request, 0, call, EchoHash, 60_000), static buffer => buffer.Write("[null]"u8));
            }
        }, Token);

        await Assert.ThrowsAnyAsync<IOException>(() => sending.WaitAsync(TimeSpan.FromSeconds(60), Token));
        await Eventually.HoldsAsync(() => server.Snapshot is { Connections: 0, InFlight: 0 });
        Assert.True(server.Prices.Calls < 20_000, $"{server.Prices.Calls} calls were read although nobody read their replies.");
    }

    [Fact]
    public async Task Flood_of_connections_is_limited_and_leaves_room_again()
    {
        await using var server = await TcpPricesServer.StartAsync(static options => options.MaxConnections = 5);
        var clients = new List<RawClient>();
        for (var connection = 0; connection < 5; connection++)
        {
            clients.Add(await RawClient.GreetAsync(server.EndPoint));
        }

        for (var connection = 0; connection < 50; connection++)
        {
            using var surplus = await RawClient.ConnectAsync(server.EndPoint);
            await surplus.ClosedAsync();
        }

        Assert.Equal((5, 50), (server.Snapshot.Connections, server.Snapshot.Refused));
        clients.ForEach(static client => client.Dispose());
        await Eventually.HoldsAsync(() => server.Snapshot.Connections == 0);
        await AnswersAsync(server);
    }

    private static async Task AnswersAsync(TcpPricesServer server)
    {
        await using var services = TcpPricesServer.ClientOf(server.Address);
        Assert.Equal("alive", await services.GetRequiredService<IPrices>().EchoAsync("alive", Token));
    }
}
