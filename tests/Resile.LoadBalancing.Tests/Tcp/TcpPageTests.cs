using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Resile.LoadBalancing.Tests.Wire;

namespace Resile.LoadBalancing.Tests.Tcp;

/// <summary>What travels over TCP is what the page says, byte by byte, in both directions.</summary>
public sealed class TcpPageTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private TcpClient? _peer;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private NetworkStream Stream => _peer!.GetStream();

    public void Dispose()
    {
        _peer?.Dispose();
        _listener.Dispose();
    }

    [Fact]
    public async Task Client_says_what_the_page_says()
    {
        _listener.Start();
        await using var services = TcpPricesServer.ClientOf(static options => options.Tcp.Token = "token", $"tcp://{_listener.LocalEndpoint}");
        var prices = services.GetRequiredService<IPrices>();
        var total = prices.TotalAsync(2.5m, 2, Token);
        _peer = await _listener.AcceptTcpClientAsync(Token);

        var hello = await ReadAsync();
        Assert.Equal((Page.Hello, (byte)0, 0ul, 0u, 0u), (hello.Kind, hello.Generation, hello.Call, hello.First, hello.Second));
        Assert.Equal<byte>(
        [
            0x52, 0x53, 0x4C, 0x42, 1, .. Page.U32(16 * 1024 * 1024), .. Page.U64(Page.ContractHash()), .. Page.Text("Prices"), .. Page.Text("token"), .. Page.U16(3),
            .. new[] { 2, 0, 1 }.SelectMany(static index => (byte[])[.. Page.U32(Page.MethodHash(Page.Signatures[index])), .. Page.Text(Page.Signatures[index])]),
        ], hello.Payload);
        await Stream.WriteAsync(Page.Frame(Page.Welcome, payload: [1, .. Page.U32(1_000)]), Token);

        var request = await ReadAsync();
        Assert.Equal((Page.Request, (byte)0, 1ul, Page.MethodHash("TotalAsync(decimal,int)->decimal"), "[2.5,2]"),
            (request.Kind, request.Generation, request.Call, request.First, Encoding.UTF8.GetString(request.Payload)));
        Assert.InRange(request.Second, 1u, 60_000u);
        await Stream.WriteAsync(Page.Frame(Page.Reply, 1, 7, 1_000, Page.Json("5.0")), Token);
        Assert.Equal(5m, await total);

        using var caller = new CancellationTokenSource();
        var cancelled = prices.EchoAsync("é", caller.Token);
        Assert.Equal("[\"\\u00E9\"]", Encoding.UTF8.GetString((await ReadAsync()).Payload));
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal<byte>(Page.Frame(Page.Cancel, 2), await ReadBytesAsync());

        var failing = prices.EchoAsync(null, Token);
        Assert.Equal(3ul, (await ReadAsync()).Call);
        await Stream.WriteAsync(Page.Frame(Page.Ping), Token);
        Assert.Equal<byte>(Page.Frame(Page.Pong), await ReadBytesAsync());
        await Stream.WriteAsync(Page.Frame(Page.Error, 3, payload: [.. Page.U16(418), .. Page.Json("A teapot.")]), Token);
        Assert.Equal<(HttpStatusCode?, string?)>(((HttpStatusCode)418, "A teapot."), await FailureOf(failing));

        // No further call on this connection, which the client closes.
        await Stream.WriteAsync(Page.Frame(Page.GoAway, payload: [.. Page.U16(503), .. Page.Json("Bye.")]), Token);
        Assert.Equal(0, await Stream.ReadAsync(new byte[1], Token));
    }

    [Fact]
    public async Task Server_does_what_the_page_says()
    {
        await using var server = await TcpPricesServer.StartAsync(static options => (options.MaxRequestBytes, options.MaxConcurrentCalls) = (5_000, 1));
        server.Prices.Forget = static token => Task.Delay(Timeout.Infinite, token);
        _peer = new TcpClient();
        await _peer.ConnectAsync(server.EndPoint, Token);

        await Stream.WriteAsync(Page.Frame(Page.Hello, payload:
        [
            0x52, 0x53, 0x4C, 0x42, 1, .. Page.U32(100), .. Page.U64(12345), .. Page.Text("Prices"), .. Page.Text(""), .. Page.U16(1),
            .. Page.U32(Page.MethodHash(Page.Signatures[0])), .. Page.Text(Page.Signatures[0]),
        ]), Token);
        Assert.Equal<byte>(Page.Frame(Page.Welcome, payload: [1, .. Page.U32(5_000)]), await ReadBytesAsync());

        await Stream.WriteAsync(Request(9, 0, "[\"x\"]"), Token);
        var reply = await ReadAsync();
        Assert.Equal((Page.Reply, 9ul, 0u, "\"x\""), (reply.Kind, reply.Call, reply.First, Encoding.UTF8.GetString(reply.Payload)));
        Assert.InRange(reply.Second, 1u, 60_000_000u);

        await Stream.WriteAsync(Request(10, 0, "[1]"), Token);
        var wrong = await ReadAsync();
        Assert.Equal((Page.Error, 10ul, 400), (wrong.Kind, wrong.Call, wrong.Status));

        await Stream.WriteAsync(Request(11, 0, $"[\"{new string('x', 200)}\"]"), Token);
        var tooLong = await ReadAsync();
        Assert.Equal((Page.Error, 11ul, 500), (tooLong.Kind, tooLong.Call, tooLong.Status));

        await Stream.WriteAsync(Page.Frame(Page.Ping), Token);
        Assert.Equal<byte>(Page.Frame(Page.Pong), await ReadBytesAsync());

        // One that runs, so that the next is too much; then it is cancelled, which owes no answer.
        await Stream.WriteAsync(Request(12, 1, "[]"), Token);
        await Eventually.HoldsAsync(() => server.InFlight == 1);
        await Stream.WriteAsync(Request(13, 0, "[\"x\"]"), Token);
        var busy = await ReadAsync();
        Assert.Equal((Page.NotProcessed, 13ul, 429), (busy.Kind, busy.Call, busy.Status));
        await Stream.WriteAsync(Page.Frame(Page.Cancel, 12), Token);
        await Eventually.HoldsAsync(() => server.InFlight == 0);

        var stop = server.StopAsync(Token);
        PageFrame goodbye;
        while ((goodbye = await ReadAsync()).Kind != Page.GoAway)
        {
            // The answer to what was cancelled may come.
            Assert.Equal(12ul, goodbye.Call);
        }

        Assert.Equal(503, goodbye.Status);
        await Stream.WriteAsync(Request(14, 0, "[\"x\"]"), Token);
        var late = await ReadAsync();
        Assert.Equal((Page.NotProcessed, 14ul, 503), (late.Kind, late.Call, late.Status));
        _peer.Dispose();
        await stop.WaitAsync(TimeSpan.FromSeconds(60), Token);
    }

    private static byte[] Request(ulong call, int operation, string arguments) =>
        Page.Frame(Page.Request, call, Page.MethodHash(Page.Signatures[operation]), 60_000, Page.Json(arguments), generation: 2);

    private static async Task<(HttpStatusCode?, string?)> FailureOf(Task call)
    {
        var exception = await Assert.ThrowsAsync<ErrorStatusException>(() => call);
        return (exception.StatusCode, exception.Body);
    }

    private async Task<PageFrame> ReadAsync() => Page.Read(await ReadBytesAsync());

    private async Task<byte[]> ReadBytesAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        var header = new byte[24];
        await Stream.ReadExactlyAsync(header, limit.Token);
        var payload = new byte[BinaryPrimitives.ReadUInt32LittleEndian(header)];
        await Stream.ReadExactlyAsync(payload, limit.Token);
        return [.. header, .. payload];
    }
}
