using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Resile.LoadBalancing.Udp;

/// <summary>The datagram by which a server says that it does not know a session, and for how long it has been there.</summary>
/// <remarks>
/// The time tells whether a request that it answers may have been begun before: not if this server was there already when the request was sent, and had
/// no time to forget the session since. Without it, a datagram that the network delayed over a restart would look as if it had never been here.
/// </remarks>
internal static class UdpNoSession
{
    private const int ContentBytes = Datagram.SealedHeaderBytes + sizeof(ulong);

    /// <summary>Writes it.</summary>
    /// <param name="asked">The datagram that it answers.</param>
    /// <param name="uptime">How long the server has been there.</param>
    /// <param name="key">The key; null in the clear.</param>
    /// <param name="datagram">Room for it.</param>
    /// <returns>Its length.</returns>
    public static int Write(ReadOnlySpan<byte> asked, TimeSpan uptime, PresharedKey? key, Span<byte> datagram)
    {
        Datagram.WriteSealedHeader(datagram, DatagramKind.NoSession, key?.Id ?? 0, Datagram.SessionOf(asked), Datagram.NumberOf(asked));
        BinaryPrimitives.WriteUInt64LittleEndian(datagram[Datagram.SealedHeaderBytes..], (ulong)uptime.TotalMicroseconds);
        key?.ProveNoSession(datagram[..ContentBytes], datagram[ContentBytes..]);
        return key is null ? ContentBytes : ContentBytes + Datagram.TagBytes;
    }

    /// <summary>Reads it.</summary>
    /// <returns>False where it is not genuine.</returns>
    public static bool TryRead(ReadOnlySpan<byte> datagram, PresharedKey? key, out TimeSpan uptime)
    {
        uptime = default;
        if (datagram.Length != (key is null ? ContentBytes : ContentBytes + Datagram.TagBytes))
        {
            return false;
        }

        if (key is not null)
        {
            Span<byte> proof = stackalloc byte[Datagram.TagBytes];
            key.ProveNoSession(datagram[..ContentBytes], proof);
            if (!CryptographicOperations.FixedTimeEquals(proof, datagram[ContentBytes..]))
            {
                return false;
            }
        }

        var microseconds = BinaryPrimitives.ReadUInt64LittleEndian(datagram[Datagram.SealedHeaderBytes..]);
        uptime = TimeSpan.FromMicroseconds(Math.Min(microseconds, (ulong)TimeSpan.MaxValue.TotalMicroseconds / 2));
        return true;
    }
}
