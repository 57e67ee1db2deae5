using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Resile.LoadBalancing.Udp;

/// <summary>Seals or opens the datagrams of one direction of a session (AES-256-GCM).</summary>
/// <remarks>
/// The nonce is the number of the datagram over a part that is derived with the key (RFC 8446, section 5.3). Numbers only go up, and
/// the key is new for each session and direction, so no nonce is used twice. Safe for threads.
/// </remarks>
internal sealed class PacketProtection : IDisposable
{
    /// <summary>The bytes of key material that it takes.</summary>
    public const int MaterialBytes = KeyBytes + NonceBytes;

    /// <summary>
    /// After so many datagrams a session gives way to a new one: well below what one key may encrypt (2^23 packets of QUIC's size,
    /// RFC 9001, section 6.6).
    /// </summary>
    public const ulong MostPackets = 1 << 22;

    private const int KeyBytes = 32;
    private const int NonceBytes = 12;

    // An instance of AesGcm must not be used by two threads at a time.
    private readonly Lock _gate = new();
    private readonly AesGcm _cipher;
    private readonly byte[] _mask;

    /// <summary>Takes the key, and the secret part of the nonces.</summary>
    public PacketProtection(ReadOnlySpan<byte> material)
    {
        _cipher = new AesGcm(material[..KeyBytes], Datagram.TagBytes);
        _mask = material.Slice(KeyBytes, NonceBytes).ToArray();
    }

    /// <summary>Seals what is to be sent.</summary>
    /// <param name="number">The number of the datagram.</param>
    /// <param name="header">What stays readable, and is proved to be genuine as well.</param>
    /// <param name="content">What is sealed.</param>
    /// <param name="destination">Takes the sealed content, and the tag behind it.</param>
    public void Seal(ulong number, ReadOnlySpan<byte> header, ReadOnlySpan<byte> content, Span<byte> destination)
    {
        Span<byte> nonce = stackalloc byte[NonceBytes];
        WriteNonce(number, nonce);
        lock (_gate)
        {
            _cipher.Encrypt(nonce, content, destination[..content.Length], destination.Slice(content.Length, Datagram.TagBytes), header);
        }
    }

    /// <summary>Opens what has arrived.</summary>
    /// <returns>False where it is not genuine.</returns>
    public bool TryOpen(ulong number, ReadOnlySpan<byte> header, ReadOnlySpan<byte> content, Span<byte> destination)
    {
        if (content.Length < Datagram.TagBytes)
        {
            return false;
        }

        Span<byte> nonce = stackalloc byte[NonceBytes];
        WriteNonce(number, nonce);
        var text = content.Length - Datagram.TagBytes;
        try
        {
            lock (_gate)
            {
                _cipher.Decrypt(nonce, content[..text], content[text..], destination[..text], header);
            }

            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
        catch (ObjectDisposedException)
        {
            // The session ended at the same moment.
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _cipher.Dispose();
        }
    }

    private void WriteNonce(ulong number, Span<byte> nonce)
    {
        _mask.CopyTo(nonce);
        var counter = nonce[(NonceBytes - sizeof(ulong))..];
        BinaryPrimitives.WriteUInt64LittleEndian(counter, BinaryPrimitives.ReadUInt64LittleEndian(counter) ^ number);
    }
}
