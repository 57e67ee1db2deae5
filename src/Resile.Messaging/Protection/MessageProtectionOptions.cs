namespace Resile.Messaging.Protection;

/// <summary>Sets up how messages are encrypted and signed. Configuration section: <c>Resile:Messaging:Protection</c>.</summary>
/// <remarks>
/// <para>To change the key: add the new one to <see cref="Keys"/> everywhere, then make it <see cref="CurrentKey"/>, and remove the old one when no message is
/// left that was written with it.</para>
/// <para>Encryption is AES-256-GCM with a random nonce, signatures are HMAC-SHA-256 over the whole envelope; both by keys that are derived (HKDF) from the
/// configured one. Change the key before 2^32 messages were encrypted with it.</para>
/// </remarks>
public sealed class MessageProtectionOptions
{
    /// <summary>The configuration section that these options are read from.</summary>
    public const string Section = MessagingConstants.ConfigurationSection + ":Protection";

    /// <summary>Gets the keys by their names, of 1 to 32 letters, digits, hyphens and underscores; each is base64 of 32 random bytes.</summary>
    /// <remarks>They are secrets: never logged, and never shown in a message. Take them from the environment or a vault, not from a file beside the program.</remarks>
    public IDictionary<string, string> Keys { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets or sets the name of the key that new messages are encrypted and signed with.</summary>
    /// <value>The default is null: the only key, if there is one.</value>
    public string? CurrentKey { get; set; }

    /// <summary>Gets or sets whether all messages are encrypted whole, and not only those whose contract says so.</summary>
    /// <value>The default is false. Who handles them needs Resile and the keys.</value>
    public bool EncryptMessages { get; set; }

    /// <summary>Gets or sets whether messages are signed, and what becomes of those that are not.</summary>
    /// <value>The default is <see cref="MessageSigning.None"/>.</value>
    public MessageSigning Signing { get; set; }
}
