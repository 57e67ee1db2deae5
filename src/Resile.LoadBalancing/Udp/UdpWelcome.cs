using System.Buffers.Binary;

namespace Resile.LoadBalancing.Udp;

/// <summary>The datagram by which a server begins a session.</summary>
internal static class UdpWelcome
{
    private const int SessionAt = Datagram.HeadBytes + Datagram.SaltBytes;
    private const int ServerSaltAt = SessionAt + sizeof(ulong);

    /// <summary>Writes it.</summary>
    /// <remarks>It takes the nonce of the number 0; those of frames begin with 1.</remarks>
    public static byte[] Write(
        ulong session, ReadOnlySpan<byte> clientSalt, ReadOnlySpan<byte> serverSalt, TimeSpan idleTimeout, byte keyId, PacketProtection? protection)
    {
        var datagram = new byte[Datagram.WelcomeHeaderBytes + sizeof(uint) + (protection is null ? 0 : Datagram.TagBytes)];
        Datagram.WriteHead(datagram, DatagramKind.Welcome, keyId);
        clientSalt.CopyTo(datagram.AsSpan(Datagram.HeadBytes));
        BinaryPrimitives.WriteUInt64LittleEndian(datagram.AsSpan(SessionAt), session);
        serverSalt.CopyTo(datagram.AsSpan(ServerSaltAt));
        Span<byte> content = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(content, (uint)Math.Min(uint.MaxValue, idleTimeout.TotalMilliseconds));
        var destination = datagram.AsSpan(Datagram.WelcomeHeaderBytes);
        if (protection is null)
        {
            content.CopyTo(destination);
        }
        else
        {
            protection.Seal(0, datagram.AsSpan(0, Datagram.WelcomeHeaderBytes), content, destination);
        }

        return datagram;
    }

    /// <summary>Reads what stands in it for everybody to see.</summary>
    /// <returns>False where it is too short.</returns>
    public static bool TryReadHeader(ReadOnlySpan<byte> datagram, out ulong session, out ReadOnlySpan<byte> serverSalt)
    {
        var isWhole = datagram.Length >= Datagram.WelcomeHeaderBytes + sizeof(uint);
        session = isWhole ? BinaryPrimitives.ReadUInt64LittleEndian(datagram[SessionAt..]) : 0;
        serverSalt = isWhole ? datagram.Slice(ServerSaltAt, Datagram.SaltBytes) : default;
        return isWhole;
    }

    /// <summary>Reads the rest.</summary>
    /// <returns>False where the server that sent it does not have the key.</returns>
    public static bool TryOpen(ReadOnlySpan<byte> datagram, PacketProtection? protection, out TimeSpan idleTimeout)
    {
        Span<byte> content = stackalloc byte[sizeof(uint)];
        var isSealed = datagram[Datagram.WelcomeHeaderBytes..];
        var isGenuine = protection is null
            ? isSealed.Length == sizeof(uint) && isSealed.TryCopyTo(content)
            : isSealed.Length == sizeof(uint) + Datagram.TagBytes && protection.TryOpen(0, datagram[..Datagram.WelcomeHeaderBytes], isSealed, content);
        idleTimeout = isGenuine ? TimeSpan.FromMilliseconds(BinaryPrimitives.ReadUInt32LittleEndian(content)) : default;
        return isGenuine;
    }
}
