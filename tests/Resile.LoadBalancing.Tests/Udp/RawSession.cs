using System.Text;
using Resile.LoadBalancing.Tests.Wire;
using Resile.LoadBalancing.Udp;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tests.Udp;

/// <summary>A client's session of which a test makes every byte.</summary>
internal sealed class RawSession
{
    private readonly PacketProtection? _fromClient;
    private readonly PacketProtection? _fromServer;
    private readonly byte _keyId;

    private RawSession(ulong id, byte keyId, PacketProtection? fromClient, PacketProtection? fromServer)
    {
        Id = id;
        _keyId = keyId;
        _fromClient = fromClient;
        _fromServer = fromServer;
    }

    public ulong Id { get; }

    public ulong Sent { get; private set; }

    public static RawSession Of(byte[] welcome, byte[] salt, PresharedKey? key)
    {
        Assert.True(UdpWelcome.TryReadHeader(welcome, out var id, out var serverSalt));
        var (fromClient, fromServer) = key?.Session(salt, serverSalt) ?? default;
        Assert.True(UdpWelcome.TryOpen(welcome, fromServer, out _));
        return new(id, key?.Id ?? 0, fromClient, fromServer);
    }

    public byte[] Seal(ReadOnlySpan<byte> frame, ulong? number = null)
    {
        Sent++;
        var datagram = new byte[Datagram.MaxBytes + 100];
        return datagram[..Datagram.Seal(datagram, _keyId, Id, number ?? Sent, frame, _fromClient)];
    }

    public byte[] Request(ulong call, string arguments, uint? method = null, uint milliseconds = 10_000)
    {
        using var buffer = new FrameBuffer();
        buffer.Copy(Encoding.UTF8.GetBytes(arguments));
        return Seal(buffer.Frame(new(0, FrameKind.Request, 0, call, method ?? PricesBalanced.EchoAsyncOperation.MethodHash, milliseconds)));
    }

    public byte[] Frame(FrameKind kind, ulong call = 0)
    {
        using var buffer = new FrameBuffer();
        return Seal(buffer.Frame(FrameHeader.Of(kind, call)));
    }

    public (FrameHeader Header, byte[] Payload) Open(byte[] datagram)
    {
        Span<byte> opened = stackalloc byte[Datagram.MaxBytes];
        Assert.True(Datagram.TryOpen(datagram, _fromServer, opened, out var frame), "The server's datagram is not genuine.");
        Assert.True(FrameHeader.TryRead(frame, out var header, out var payload));
        return (header, payload.ToArray());
    }
}
