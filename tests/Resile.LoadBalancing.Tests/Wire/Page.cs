using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Resile.LoadBalancing.Tests.Wire;

/// <summary>The bytes of <c>docs/wire-formats.md</c>, written from that page alone: nothing here uses the code that it describes.</summary>
internal static class Page
{
    public const byte Hello = 1, Welcome = 2, Request = 3, Reply = 4, Error = 5, NotProcessed = 6, Cancel = 7, Ping = 8, Pong = 9, GoAway = 10, Running = 32;

    public static readonly string[] Signatures = ["EchoAsync(string?)->string?", "ForgetAsync()", "TotalAsync(decimal,int)->decimal"];

    /// <summary>32-bit FNV-1a.</summary>
    public static uint MethodHash(string signature)
    {
        var hash = 0x811C9DC5u;
        foreach (var one in Encoding.UTF8.GetBytes(signature))
        {
            hash = unchecked((hash ^ one) * 0x01000193);
        }

        return hash;
    }

    /// <summary>64-bit FNV-1a of the signatures, sorted by code units and joined by line feeds.</summary>
    public static ulong ContractHash()
    {
        var hash = 0xCBF29CE484222325ul;
        foreach (var one in Encoding.UTF8.GetBytes(string.Join('\n', Signatures.Order(StringComparer.Ordinal))))
        {
            hash = unchecked((hash ^ one) * 0x100000001B3);
        }

        return hash;
    }

    /// <summary>A frame: a header of 24 bytes, and a payload.</summary>
    public static byte[] Frame(byte kind, ulong call = 0, uint first = 0, uint second = 0, byte[]? payload = null, byte generation = 0)
    {
        var flags = (byte)(kind is Request or Reply or Error or NotProcessed ? 1 : 0);
        return [.. U32((uint)(payload?.Length ?? 0)), kind, flags, generation, 0, .. U64(call), .. U32(first), .. U32(second), .. payload ?? []];
    }

    /// <summary>Reads a frame, and looks at what must be so in each.</summary>
    public static PageFrame Read(byte[] frame)
    {
        var kind = frame[4];
        Assert.Equal(frame.Length - 24, (int)BinaryPrimitives.ReadUInt32LittleEndian(frame));
        Assert.Equal(kind is Request or Reply or Error or NotProcessed ? 1 : 0, frame[5]);
        Assert.True(kind == Request || frame[6] == 0);
        Assert.Equal(0, frame[7]);
        return new(kind, frame[6], BinaryPrimitives.ReadUInt64LittleEndian(frame.AsSpan(8)), BinaryPrimitives.ReadUInt32LittleEndian(frame.AsSpan(16)),
            BinaryPrimitives.ReadUInt32LittleEndian(frame.AsSpan(20)), frame[24..]);
    }

    public static byte[] U16(int value) => [(byte)value, (byte)(value >> 8)];

    public static byte[] U32(uint value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16), (byte)(value >> 24)];

    public static byte[] U64(ulong value) => [.. U32((uint)value), .. U32((uint)(value >> 32))];

    public static byte[] Text(string text) => [.. U16(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    public static byte[] Json(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>AES-256-GCM by a key of HKDF: the sealed content, and its tag behind it.</summary>
    public static byte[] Seal(byte[] secret, byte[] salt, string purpose, ulong number, byte[] before, byte[] content)
    {
        var (cipher, nonce) = Cipher(secret, salt, purpose, number);
        using (cipher)
        {
            var (text, tag) = (new byte[content.Length], new byte[16]);
            cipher.Encrypt(nonce, content, text, tag, before);
            return [.. text, .. tag];
        }
    }

    /// <summary>Opens what <see cref="Seal"/> made, or throws.</summary>
    public static byte[] Open(byte[] secret, byte[] salt, string purpose, ulong number, byte[] before, byte[] isSealed)
    {
        var (cipher, nonce) = Cipher(secret, salt, purpose, number);
        using (cipher)
        {
            var text = new byte[isSealed.Length - 16];
            cipher.Decrypt(nonce, isSealed[..^16], isSealed[^16..], text, before);
            return text;
        }
    }

    // The nonce is the mask, whose last eight bytes are XORed with the number.
    private static (AesGcm Cipher, byte[] Nonce) Cipher(byte[] secret, byte[] salt, string purpose, ulong number)
    {
        var material = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 44, salt, Encoding.UTF8.GetBytes(purpose));
        var nonce = material[32..];
        var bytes = U64(number);
        for (var at = 0; at < 8; at++)
        {
            nonce[4 + at] ^= bytes[at];
        }

        return (new AesGcm(material.AsSpan(0, 32), 16), nonce);
    }
}
