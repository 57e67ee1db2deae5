using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Resile.LoadBalancing.Tests.Wire;

namespace Resile.LoadBalancing.Tests.Udp;

/// <summary>What travels over UDP is what the page says, byte by byte, in both directions.</summary>
public sealed class UdpPageTests : IDisposable
{
    private static readonly byte[] Secret = Convert.FromBase64String(UdpPricesServer.Key);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private EndPoint _peer = new IPEndPoint(IPAddress.Loopback, 0);
    private byte[] _salts = [];
    private byte[] _session = [];
    private string _side = "server";

    public UdpPageTests() => _socket.Bind(_peer);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _socket.Dispose();

    [Fact]
    public async Task Client_says_what_the_page_says()
    {
        var time = new FakeTimeProvider();
        await using var services = UdpPricesServer.ClientOf(static _ => { }, time, $"udp://{_socket.LocalEndPoint}");
        var prices = services.GetRequiredService<IPrices>();
        var echo = prices.EchoAsync("x", Token);

        var hello = await ReceiveAsync(kind: 1, length: 1_200, keyId: 1);
        var salt = hello[4..20];
        Assert.Equal(new byte[1_180], hello[20..]);
        byte[] challenge = [0x52, 1, 2, 1, .. salt, .. RandomNumberGenerator.GetBytes(20)];
        await SendAsync(challenge);

        var connect = await ReceiveAsync(kind: 3, length: 1_200, keyId: 1);
        Assert.Equal(challenge[4..], connect[4..40]);
        await SendAsync([.. challenge[..20], .. new byte[20]]);
        await WaitForRepetitionAsync(time);
        Assert.Equal(connect, await ReceiveAsync(kind: 3, length: 1_200, keyId: 1));
        var greeting = Page.Open(Secret, salt, "resile udp 1 connect", 0, connect[..40], connect[40..]);
        byte[] expected =
        [
            .. Page.U64(Page.ContractHash()), .. Page.Text("Prices"), .. Page.U16(3), .. new[] { 2, 0, 1 }.SelectMany(static index => Page.U32(Page.MethodHash(Page.Signatures[index]))),
        ];
        Assert.Equal<byte>([.. expected, .. new byte[1_144 - expected.Length]], greeting);
        var serverSalt = RandomNumberGenerator.GetBytes(16);
        (_session, _salts) = (RandomNumberGenerator.GetBytes(8), [.. salt, .. serverSalt]);
        byte[] welcome = [0x52, 1, 4, 1, .. salt, .. _session, .. serverSalt];
        await SendAsync([.. welcome, .. Page.Seal(Secret, _salts, "resile udp 1 server", 0, welcome, Page.U32(60_000))]);

        var (number, request) = await OpenAsync("client");
        Assert.Equal((1ul, Page.Request, (byte)0, Page.MethodHash(Page.Signatures[0]), "[\"x\"]"),
            (number, request.Kind, request.Generation, request.First, Encoding.UTF8.GetString(request.Payload)));
        Assert.InRange(request.Call, 1ul, (ulong)long.MaxValue);
        Assert.InRange(request.Second, 1u, 60_000u);

        // Not answered: it comes again in another datagram, with less time; that it runs is said by kind 32.
        await WaitForRepetitionAsync(time);
        var (again, repeated) = await OpenAsync("client");
        Assert.Equal((2ul, request.Call, request.First), (again, repeated.Call, repeated.First));
        Assert.True(repeated.Second < request.Second);
        await SealAsync(1, Page.Frame(Page.Running, request.Call));
        await SealAsync(2, Page.Frame(Page.Reply, request.Call, 3, 400, Page.Json("\"y\"")));
        Assert.Equal("y", await echo);

        // The server forgets the session: with a proof, its client begins anew; without one, that is no news.
        var next = prices.EchoAsync("z", Token);
        var asked = await ReceiveAsync(kind: 6, length: null, keyId: 1);
        byte[] noSession = [.. asked[..2], 7, .. asked[3..20], .. Page.U64(3_600_000_000)];
        var proof = HMACSHA256.HashData(HKDF.DeriveKey(HashAlgorithmName.SHA256, Secret, 32, [], "resile udp 1 no session"u8.ToArray()), noSession)[..16];
        await SendAsync([.. noSession, .. new byte[16]]);
        await SendAsync([.. noSession, .. proof]);
        var anew = await ReceiveAsync(kind: 1, length: 1_200, keyId: 1);
        Assert.NotEqual(salt, anew[4..20]);
        await SendAsync([0x52, 1, 5, 1, .. anew[4..20], .. Page.U16(503), .. Page.Text("The server stops."), .. Page.U16(0)]);
        Assert.Contains("refuses the session with 503: The server stops.", (await Assert.ThrowsAsync<EndpointUnreachableException>(() => next)).Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Server_does_what_the_page_says(bool isSealed)
    {
        await using var server = await UdpPricesServer.StartAsync(isSealed: isSealed);
        (_peer, _side) = (server.EndPoint, "client");
        var keyId = (byte)(isSealed ? 1 : 0);
        var salt = RandomNumberGenerator.GetBytes(16);

        await SendAsync([0x52, 1, 1, keyId, .. salt, .. new byte[1_180]]);
        var challenge = await ReceiveAsync(kind: 2, length: 40, keyId);
        Assert.Equal(salt, challenge[4..20]);

        byte[] before = [0x52, 1, 3, keyId, .. challenge[4..40]];
        byte[] greeting = [.. Page.U64(Page.ContractHash()), .. Page.Text("Prices"), .. Page.U16(0)];
        byte[] content = [.. greeting, .. new byte[1_144 - greeting.Length]];
        byte[] connect = [.. before, .. isSealed ? Page.Seal(Secret, salt, "resile udp 1 connect", 0, before, content) : [.. content, .. new byte[16]]];
        await SendAsync(connect);
        var welcome = await ReceiveAsync(kind: 4, length: isSealed ? 64 : 48, keyId);
        Assert.Equal(salt, welcome[4..20]);
        (_session, _salts) = (welcome[20..28], [.. salt, .. welcome[28..44]]);
        Assert.Equal(60_000u, BinaryPrimitives.ReadUInt32LittleEndian(isSealed ? Page.Open(Secret, _salts, "resile udp 1 server", 0, welcome[..44], welcome[44..]) : welcome[44..]));
        await SendAsync(connect);
        Assert.Equal(welcome, await ReceiveAsync(kind: 4, length: null, keyId));

        await SealAsync(1, Page.Frame(Page.Request, 100, Page.MethodHash(Page.Signatures[0]), 60_000, Page.Json("[\"x\"]")), keyId);
        var (number, reply) = await OpenAsync("server", keyId);
        Assert.Equal((1ul, Page.Reply, 100ul, 0u, "\"x\""), (number, reply.Kind, reply.Call, reply.First, Encoding.UTF8.GetString(reply.Payload)));

        // Again in another datagram: the kept answer. The same datagram: nothing. Other kinds follow in order, so nothing is what comes before them.
        await SealAsync(2, Page.Frame(Page.Request, 100, Page.MethodHash(Page.Signatures[0]), 60_000, Page.Json("[\"x\"]")), keyId);
        Assert.Equal(reply with { Payload = [] }, (await OpenAsync("server", keyId)).Frame with { Payload = [] });
        await SealAsync(2, Page.Frame(Page.Ping, 7), keyId);
        await SealAsync(3, Page.Frame(Page.Ping, 101), keyId);
        var (_, pong) = await OpenAsync("server", keyId);
        Assert.Equal((Page.Pong, 101ul), (pong.Kind, pong.Call));
        await SealAsync(4, Page.Frame(Page.Request, 102, 4711, 60_000, Page.Json("[]")), keyId);
        var (_, unknown) = await OpenAsync("server", keyId);
        Assert.Equal((Page.NotProcessed, 102ul, 501), (unknown.Kind, unknown.Call, unknown.Status));

        _session = RandomNumberGenerator.GetBytes(8);
        await SealAsync(5, Page.Frame(Page.Ping, 103), keyId);
        var forgotten = await ReceiveAsync(kind: 7, length: isSealed ? 44 : 28, keyId);
        Assert.Equal<byte>([.. _session, .. Page.U64(5)], forgotten[4..20]);
        if (isSealed)
        {
            var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Secret, 32, [], "resile udp 1 no session"u8.ToArray());
            Assert.Equal(HMACSHA256.HashData(key, forgotten[..28])[..16], forgotten[28..]);
        }
    }

    // The client sends first, and then begins to wait.
    private Task WaitForRepetitionAsync(FakeTimeProvider time) => Eventually.HoldsAsync(() =>
    {
        if (_socket.Available == 0)
        {
            time.Advance(TimeSpan.FromMilliseconds(50));
        }

        return _socket.Available > 0;
    });

    private Task SealAsync(ulong number, byte[] frame, byte keyId = 1)
    {
        byte[] before = [0x52, 1, 6, keyId, .. _session, .. Page.U64(number)];
        return SendAsync([.. before, .. keyId == 0 ? frame : Page.Seal(Secret, _salts, "resile udp 1 " + _side, number, before, frame)]);
    }

    private async Task<(ulong Number, PageFrame Frame)> OpenAsync(string sender, byte keyId = 1)
    {
        var datagram = await ReceiveAsync(kind: 6, length: null, keyId);
        Assert.Equal(_session, datagram[4..12]);
        var number = BinaryPrimitives.ReadUInt64LittleEndian(datagram.AsSpan(12));
        return (number, Page.Read(keyId == 0 ? datagram[20..] : Page.Open(Secret, _salts, "resile udp 1 " + sender, number, datagram[..20], datagram[20..])));
    }

    private async Task SendAsync(byte[] datagram) => await _socket.SendToAsync(datagram, _peer, Token);

    private async Task<byte[]> ReceiveAsync(byte kind, int? length, byte keyId)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        var buffer = new byte[2_048];
        while (true)
        {
            var received = await _socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), limit.Token);
            var datagram = buffer[..received.ReceivedBytes];
            _peer = received.RemoteEndPoint;

            // A handshake that is slow to be answered is begun again by the same bytes.
            if (datagram[2] is 1 or 3 && datagram[2] != kind)
            {
                continue;
            }

            Assert.Equal((0x52, 1, kind, keyId), (datagram[0], datagram[1], datagram[2], datagram[3]));
            Assert.Equal(length ?? datagram.Length, datagram.Length);
            return datagram;
        }
    }
}
