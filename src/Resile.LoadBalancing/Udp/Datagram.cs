using System.Buffers.Binary;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Udp;

/// <summary>The layout of datagrams; all numbers are little-endian.</summary>
internal static class Datagram
{
    /// <summary>The longest datagram: what every path of the Internet carries whole, with room for tunnels (as QUIC has it, RFC 9000, section 14).</summary>
    public const int MaxBytes = 1200;

    /// <summary>The length of what all datagrams begin with.</summary>
    public const int HeadBytes = 4;

    /// <summary>The length of the random bytes that each side of a session adds to its keys.</summary>
    public const int SaltBytes = 16;

    /// <summary>The length of a cookie.</summary>
    public const int CookieBytes = 20;

    /// <summary>The length of what proves that a datagram is genuine.</summary>
    public const int TagBytes = 16;

    /// <summary>The length of what a frame's datagram begins with: the head, the session and the datagram's number.</summary>
    public const int SealedHeaderBytes = HeadBytes + 8 + 8;

    /// <summary>The length of what a welcome begins with: the head, the client's salt, the session, the server's salt.</summary>
    public const int WelcomeHeaderBytes = HeadBytes + SaltBytes + 8 + SaltBytes;

    /// <summary>The length of what a connect begins with: the head, the client's salt, the cookie.</summary>
    public const int ConnectHeaderBytes = HeadBytes + SaltBytes + CookieBytes;

    /// <summary>The longest payload of a frame. It is the same without protection, so that protecting a service breaks no call.</summary>
    public const int MaxPayload = MaxBytes - SealedHeaderBytes - FrameHeader.Size - TagBytes;

    private const byte Magic = 0x52;
    private const byte Version = 1;
    private const int SessionAt = HeadBytes;
    private const int NumberAt = SessionAt + 8;

    /// <summary>Writes the head.</summary>
    /// <param name="datagram">What it is the head of.</param>
    /// <param name="kind">What the datagram is.</param>
    /// <param name="keyId">The number of the key; 0 where there is none.</param>
    public static void WriteHead(Span<byte> datagram, DatagramKind kind, byte keyId)
    {
        datagram[0] = Magic;
        datagram[1] = Version;
        datagram[2] = (byte)kind;
        datagram[3] = keyId;
    }

    /// <summary>Reads the head.</summary>
    /// <returns>False where the datagram is none of this protocol, or of another version of it.</returns>
    public static bool TryReadHead(ReadOnlySpan<byte> datagram, out DatagramKind kind, out byte keyId)
    {
        (kind, keyId) = datagram.Length >= HeadBytes ? ((DatagramKind)datagram[2], datagram[3]) : default;
        return datagram.Length >= HeadBytes && datagram[0] == Magic && datagram[1] == Version && kind is >= DatagramKind.Hello and <= DatagramKind.NoSession;
    }

    /// <summary>Gets the client's salt of a datagram of a handshake.</summary>
    public static ReadOnlySpan<byte> ClientSaltOf(ReadOnlySpan<byte> datagram) => datagram.Slice(HeadBytes, SaltBytes);

    /// <summary>Writes what a frame's datagram begins with.</summary>
    public static void WriteSealedHeader(Span<byte> datagram, DatagramKind kind, byte keyId, ulong session, ulong number)
    {
        WriteHead(datagram, kind, keyId);
        BinaryPrimitives.WriteUInt64LittleEndian(datagram[SessionAt..], session);
        BinaryPrimitives.WriteUInt64LittleEndian(datagram[NumberAt..], number);
    }

    /// <summary>Gets the session of a datagram that has one.</summary>
    public static ulong SessionOf(ReadOnlySpan<byte> datagram) => BinaryPrimitives.ReadUInt64LittleEndian(datagram[SessionAt..]);

    /// <summary>Gets the number of a frame's datagram.</summary>
    public static ulong NumberOf(ReadOnlySpan<byte> datagram) => BinaryPrimitives.ReadUInt64LittleEndian(datagram[NumberAt..]);

    /// <summary>Seals a frame into a datagram.</summary>
    /// <returns>The length of the datagram.</returns>
    public static int Seal(Span<byte> datagram, byte keyId, ulong session, ulong number, ReadOnlySpan<byte> frame, PacketProtection? protection)
    {
        WriteSealedHeader(datagram, DatagramKind.Sealed, keyId, session, number);
        var header = datagram[..SealedHeaderBytes];
        var length = SealedHeaderBytes + frame.Length;
        if (protection is null)
        {
            frame.CopyTo(datagram[SealedHeaderBytes..]);
            return length;
        }

        protection.Seal(number, header, frame, datagram[SealedHeaderBytes..]);
        return length + TagBytes;
    }

    /// <summary>Opens a frame's datagram.</summary>
    /// <param name="datagram">The datagram, whose header has been looked at.</param>
    /// <param name="protection">What opens it; null where it is in the clear.</param>
    /// <param name="opened">Room for the frame.</param>
    /// <param name="frame">The frame.</param>
    /// <returns>False where it is not genuine.</returns>
    public static bool TryOpen(ReadOnlySpan<byte> datagram, PacketProtection? protection, Span<byte> opened, out ReadOnlySpan<byte> frame)
    {
        var content = datagram[SealedHeaderBytes..];
        if (protection is null)
        {
            frame = content;
            return true;
        }

        frame = default;
        if (!protection.TryOpen(NumberOf(datagram), datagram[..SealedHeaderBytes], content, opened))
        {
            return false;
        }

        frame = opened[..(content.Length - TagBytes)];
        return true;
    }
}
