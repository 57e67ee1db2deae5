using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Resile.LoadBalancing.Udp;

/// <summary>A secret that clients and servers know, and what is derived from it (HKDF with SHA-256, RFC 5869).</summary>
/// <remarks>It is never written anywhere: not into a log, a message or a snapshot.</remarks>
internal sealed class PresharedKey
{
    /// <summary>The shortest secret.</summary>
    public const int LeastBytes = 16;

    /// <summary>The largest number of a key.</summary>
    public const int MostId = byte.MaxValue;

    private readonly byte[] _secret;
    private readonly byte[] _noSessionKey = new byte[32];

    private PresharedKey(byte id, byte[] secret)
    {
        Id = id;
        _secret = secret;
        Derive("resile udp 1 no session"u8, [], _noSessionKey);
    }

    /// <summary>Gets its number, which travels in the clear.</summary>
    public byte Id { get; }

    /// <summary>Reads a secret as options give it: base64 of at least 16 bytes.</summary>
    public static bool TryParse(int id, string? text, [NotNullWhen(true)] out PresharedKey? key)
    {
        key = null;
        var bytes = new byte[text?.Length ?? 0];
        if (text is null || id is < 1 or > MostId || !Convert.TryFromBase64String(text, bytes, out var length) || length < LeastBytes)
        {
            return false;
        }

        key = new PresharedKey((byte)id, bytes[..length]);
        return true;
    }

    /// <summary>Makes what protects a client's connect, by which it proves that it has the key.</summary>
    public PacketProtection Connect(ReadOnlySpan<byte> clientSalt) => Protection("resile udp 1 connect"u8, clientSalt);

    /// <summary>Makes what protects the two directions of a session.</summary>
    public (PacketProtection FromClient, PacketProtection FromServer) Session(ReadOnlySpan<byte> clientSalt, ReadOnlySpan<byte> serverSalt)
    {
        Span<byte> salts = stackalloc byte[2 * Datagram.SaltBytes];
        clientSalt.CopyTo(salts);
        serverSalt.CopyTo(salts[Datagram.SaltBytes..]);
        return (Protection("resile udp 1 client"u8, salts), Protection("resile udp 1 server"u8, salts));
    }

    /// <summary>Writes what proves that the server does not know the session of a datagram.</summary>
    /// <param name="answer">The answer, but for the proof.</param>
    /// <param name="proof">Takes the proof.</param>
    public void ProveNoSession(ReadOnlySpan<byte> answer, Span<byte> proof)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_noSessionKey, answer, hash);
        hash[..Datagram.TagBytes].CopyTo(proof);
    }

    private PacketProtection Protection(ReadOnlySpan<byte> purpose, ReadOnlySpan<byte> salt)
    {
        Span<byte> material = stackalloc byte[PacketProtection.MaterialBytes];
        Derive(purpose, salt, material);
        var protection = new PacketProtection(material);
        CryptographicOperations.ZeroMemory(material);
        return protection;
    }

    private void Derive(ReadOnlySpan<byte> purpose, ReadOnlySpan<byte> salt, Span<byte> material) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, material, salt, purpose);
}
