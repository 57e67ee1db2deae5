using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Resile.Messaging.Contracts;
using Resile.Messaging.Envelopes;

namespace Resile.Messaging.Protection;

/// <summary>Encrypts, decrypts, signs and verifies, by keys that have names. Thread-safe.</summary>
internal sealed class KeyRing
{
    private const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly Dictionary<string, (byte[] Encryption, byte[] Signing)> _keys = new(StringComparer.Ordinal);
    private readonly string? _current;

    /// <summary>Reads the keys.</summary>
    public KeyRing(IOptions<MessageProtectionOptions> options)
    {
        foreach (var (name, text) in options.Value.Keys)
        {
            if (TryReadKey(text, out var key))
            {
                _keys[name] = (Derive(key, "resile.messaging.encryption"), Derive(key, "resile.messaging.signing"));
            }
        }

        _current = options.Value.CurrentKey ?? _keys.Keys.FirstOrDefault();
        (EncryptsAll, Signing) = (options.Value.EncryptMessages, options.Value.Signing);
    }

    /// <summary>Gets whether there is a key to encrypt with.</summary>
    public bool CanEncrypt => _current is not null;

    /// <summary>Gets whether all messages are encrypted whole.</summary>
    public bool EncryptsAll { get; }

    /// <summary>Gets whether messages are signed.</summary>
    public MessageSigning Signing { get; }

    /// <summary>Reads a key; never tells what is wrong with it.</summary>
    public static bool TryReadKey(string? text, [NotNullWhen(true)] out byte[]? key)
    {
        var bytes = new byte[KeyLength];
        key = text is not null && Convert.TryFromBase64String(text, bytes, out var length) && length == KeyLength ? bytes : null;
        return key is not null;
    }

    /// <summary>Encrypts: name of the key, a full stop, and base64 of nonce, bytes and tag.</summary>
    /// <param name="plain">What is to be read by nobody else.</param>
    /// <param name="context">What it belongs to: elsewhere it cannot be decrypted.</param>
    /// <exception cref="DurableMessageException">There is no key.</exception>
    public string Encrypt(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context)
    {
        if (_current is null)
        {
            throw new DurableMessageException(
                $"The message was not sent: a part of it is secret, and there is no key to encrypt it with. Set '{MessageProtectionOptions.Section}:Keys'.");
        }

        var output = new byte[NonceLength + plain.Length + TagLength];
        var nonce = output.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_keys[_current].Encryption, TagLength);
        aes.Encrypt(nonce, plain, output.AsSpan(NonceLength, plain.Length), output.AsSpan(NonceLength + plain.Length), context);
        return _current + "." + Base64Url.EncodeToString(output);
    }

    /// <summary>Decrypts what <see cref="Encrypt"/> wrote.</summary>
    /// <param name="text">What it wrote.</param>
    /// <param name="context">What it belongs to.</param>
    /// <exception cref="MalformedMessageException">It was not encrypted with a key that is known, or for this place, or was changed.</exception>
    public byte[] Decrypt(string text, ReadOnlySpan<byte> context) => TryDecrypt(text, context)
        ?? throw new MalformedMessageException("A part of the message cannot be decrypted: it was changed, or comes from another message.");

    /// <summary>Decrypts what <see cref="Encrypt"/> wrote, if it wrote it for a place.</summary>
    /// <param name="text">What it wrote.</param>
    /// <param name="context">What it belongs to.</param>
    /// <returns>What was encrypted; null where it was for another place, or was changed.</returns>
    /// <exception cref="MalformedMessageException">It was not encrypted with a key that is known.</exception>
    public byte[]? TryDecrypt(string text, ReadOnlySpan<byte> context)
    {
        var stop = text.IndexOf('.', StringComparison.Ordinal);
        if (stop < 0 || !_keys.TryGetValue(text[..stop], out var key))
        {
            throw new MalformedMessageException(
                $"A part of the message is encrypted with a key that is not known here. Add it to '{MessageProtectionOptions.Section}:Keys', and replay the message.");
        }

        var input = Read(text.AsSpan(stop + 1));
        var plain = new byte[input.Length - NonceLength - TagLength];
        try
        {
            using var aes = new AesGcm(key.Encryption, TagLength);
            aes.Decrypt(input.AsSpan(0, NonceLength), input.AsSpan(NonceLength, plain.Length), input.AsSpan(NonceLength + plain.Length), plain, context);
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    /// <summary>Signs an envelope: name of the key, a full stop, and base64.</summary>
    /// <param name="body">The envelope.</param>
    /// <param name="isReplayed">Whether <see cref="MessageHeaders.Replayed"/> stands beside it.</param>
    /// <returns>The signature; null where messages are not signed.</returns>
    public string? Sign(ReadOnlySpan<byte> body, bool isReplayed = false) => Signing == MessageSigning.None || _current is null
        ? null
        : _current + "." + Base64Url.EncodeToString(Hash(_keys[_current].Signing, body, isReplayed));

    /// <summary>Gets those of the headers beside an envelope that are to be trusted.</summary>
    /// <remarks>A signature covers what is in the envelope, where all headers of the sender's stand, too; what somebody has put beside it may be anything.</remarks>
    public IReadOnlyList<KeyValuePair<string, string>> Trusted(IReadOnlyList<KeyValuePair<string, string>> headers) =>
        Signing != MessageSigning.None && headers.Any(static header => header.Key == MessageHeaders.Signature)
            ? [.. headers.Where(static header => header.Key is MessageHeaders.Signature or MessageHeaders.Replayed)]
            : headers;

    /// <summary>Finds why an envelope is not to be trusted.</summary>
    /// <param name="body">The envelope.</param>
    /// <param name="headers">The headers beside it.</param>
    /// <returns>Why; null where it is to be trusted, or nobody asks.</returns>
    public string? Refuse(ReadOnlySpan<byte> body, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        if (Signing == MessageSigning.None)
        {
            return null;
        }

        if (headers.FirstOrDefault(static header => header.Key == MessageHeaders.Signature).Value is not { } signature)
        {
            return Signing == MessageSigning.Require
                ? $"The message is not signed, and '{MessageProtectionOptions.Section}:Signing' is 'Require'. Let its sender sign, or discard it."
                : null;
        }

        var stop = signature.IndexOf('.', StringComparison.Ordinal);
        return stop < 0 || !_keys.TryGetValue(signature[..stop], out var key)
            ? "The message is signed with a key that is not known here."
            : CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(Base64Url.EncodeToString(Hash(key.Signing, body, headers.Any(static header => header.Key == MessageHeaders.Replayed)))),
                Encoding.UTF8.GetBytes(signature[(stop + 1)..]))
            ? null
            : "The signature of the message is wrong: it was changed on its way, or is not from whom it says.";
    }

    // Who replays says so beside the envelope. Without a part in the signature anybody could, and have old messages handled again.
    private static byte[] Hash(byte[] key, ReadOnlySpan<byte> body, bool isReplayed) =>
        HMACSHA256.HashData(key, isReplayed ? [.. body, .. "replayed"u8] : body);

    private static byte[] Read(ReadOnlySpan<char> text)
    {
        if (Base64Url.IsValid(text) && Base64Url.DecodeFromChars(text) is { Length: >= NonceLength + TagLength } input)
        {
            return input;
        }

        throw new MalformedMessageException("A part of the message says that it is encrypted, and is not.");
    }

    private static byte[] Derive(byte[] key, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, KeyLength, info: Encoding.ASCII.GetBytes(purpose));
}
