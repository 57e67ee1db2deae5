using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Resile.LoadBalancing.Policies;
using Resile.LoadBalancing.Tests.Wire;
using Resile.LoadBalancing.Udp;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tests.Udp;

/// <summary>A client's session by itself, against a server whose datagrams a test makes.</summary>
public sealed class SessionTests : IAsyncDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly FakeTimeProvider _time = new();
    private UdpPricesServer? _server;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _server!.DisposeAsync();
    }

    [Fact]
    public async Task Key_that_has_sealed_enough_is_used_no_more()
    {
        using var session = await GreetAsync(mostPackets: 3);

        for (var call = 0; call < 3; call++)
        {
            Assert.Equal("\"x\"", await AskAsync(session));
        }

        Assert.False(session.IsUsable);
        Assert.Null(await AskAsync(session));
        Assert.Equal(3, _server!.Prices.Calls);
    }

    [Fact]
    public async Task Session_that_the_server_may_have_forgotten_is_used_no_more()
    {
        using var session = await GreetAsync();
        Assert.Equal("\"x\"", await AskAsync(session));

        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal("\"x\"", await AskAsync(session));
        _time.Advance(TimeSpan.FromSeconds(31));

        Assert.Null(await AskAsync(session));
    }

    private static async Task<string?> AskAsync(UdpSession session)
    {
        var call = new PendingDatagram();
        call.Request.Copy("[\"x\"]"u8);
        if (session.TrySend(call, PricesBalanced.EchoAsyncOperation.MethodHash, TimeSpan.FromMinutes(1), 0, 100) != SendResult.Sent)
        {
            return null;
        }

        Assert.Equal(FrameKind.Reply, (await call.Answered.AsTask().WaitAsync(TimeSpan.FromSeconds(60), Token)).Kind);
        return System.Text.Encoding.UTF8.GetString(call.Answer.Payload.Span);
    }

    private async Task<UdpSession> GreetAsync(ulong mostPackets = PacketProtection.MostPackets)
    {
        _server = await UdpPricesServer.StartAsync();
        Assert.True(PresharedKey.TryParse(1, UdpPricesServer.Key, out var key));
        await _socket.ConnectAsync(_server.EndPoint, Token);
        var roundTrips = new RoundTrips(new RandomSource(1));
        var facts = await new UdpClientHandshake(_socket, PricesBalanced.Udp, key, roundTrips, _time).RunAsync(Token);
        return new UdpSession(_socket, facts, roundTrips, _time, static () => { }, mostPackets);
    }
}
