namespace Resile.LoadBalancing.Udp;

/// <summary>What can be set for a client whose calls travel over UDP.</summary>
public sealed class UdpClientOptions
{
    /// <summary>The most calls that can be set to wait for one endpoint at a time.</summary>
    internal const int MostInFlight = 8_192;

    /// <summary>Gets or sets the secret that the servers know under <see cref="KeyId"/>: base64 of at least 16 random bytes, better 32.</summary>
    /// <value>The default, null, sends in the clear, which is done to the loopback alone, or with <see cref="AllowUnprotected"/>. It is never logged.</value>
    public string? Key { get; set; }

    /// <summary>Gets or sets the number of the key, which tells a server that knows several which one it is.</summary>
    /// <value>1 to 255. The default is 1.</value>
    public int KeyId { get; set; } = 1;

    /// <summary>Gets or sets whether to send beyond the loopback without a key.</summary>
    /// <value>The default is false. True is for networks that are trusted as a whole: everybody there can read, forge and make calls.</value>
    public bool AllowUnprotected { get; set; }

    /// <summary>Gets or sets the most calls that may wait for one endpoint at a time; further ones go elsewhere, or fail with the status 429.</summary>
    /// <value>1 to 8,192. The default is 1,024.</value>
    public int MaxInFlight { get; set; } = 1_024;

    /// <summary>Gets the key; null where there is none.</summary>
    internal PresharedKey? PresharedKey => PresharedKey.TryParse(KeyId, Key, out var key) ? key : null;
}
