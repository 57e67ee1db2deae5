using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;

namespace Resile.LoadBalancing.Udp;

/// <summary>Makes and checks the cookies of a server: whoever shows one receives what is sent to its address.</summary>
/// <remarks>
/// A cookie is a time and a hash of it with the address and the client's salt, so that the server need not remember whom it gave one
/// (as in DTLS, RFC 6347, section 4.2.1). Safe for threads.
/// </remarks>
internal sealed class AddressCookies(TimeProvider timeProvider)
{
    /// <summary>How long a cookie holds.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private const int MostAddressBytes = 128;
    private const int HashBytes = Datagram.CookieBytes - sizeof(uint);

    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);
    private readonly long _startedAt = timeProvider.GetTimestamp();

    /// <summary>Writes a cookie.</summary>
    public void Write(SocketAddress address, ReadOnlySpan<byte> clientSalt, Span<byte> cookie)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(cookie, Now);
        Hash(address, clientSalt, cookie[..sizeof(uint)], cookie[sizeof(uint)..]);
    }

    /// <summary>Finds out whether a cookie was made here for an address and a salt, not long ago.</summary>
    public bool IsValid(SocketAddress address, ReadOnlySpan<byte> clientSalt, ReadOnlySpan<byte> cookie)
    {
        Span<byte> hash = stackalloc byte[HashBytes];
        Hash(address, clientSalt, cookie[..sizeof(uint)], hash);
        return CryptographicOperations.FixedTimeEquals(hash, cookie[sizeof(uint)..])
            && Now - BinaryPrimitives.ReadUInt32LittleEndian(cookie) <= (uint)Lifetime.TotalMilliseconds;
    }

    // Milliseconds; that they begin anew after seven weeks does no harm.
    private uint Now => unchecked((uint)(long)timeProvider.GetElapsedTime(_startedAt).TotalMilliseconds);

    private void Hash(SocketAddress address, ReadOnlySpan<byte> clientSalt, ReadOnlySpan<byte> time, Span<byte> hash)
    {
        Span<byte> text = stackalloc byte[sizeof(uint) + Datagram.SaltBytes + MostAddressBytes];
        var place = address.Buffer.Span[..Math.Min(address.Size, MostAddressBytes)];
        time.CopyTo(text);
        clientSalt.CopyTo(text[sizeof(uint)..]);
        place.CopyTo(text[(sizeof(uint) + Datagram.SaltBytes)..]);
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_secret, text[..(sizeof(uint) + Datagram.SaltBytes + place.Length)], whole);
        whole[..HashBytes].CopyTo(hash);
    }
}
