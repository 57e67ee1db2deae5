namespace Resile.LoadBalancing;

/// <summary>What can be set for replies that come item by item: operations that return <see cref="IAsyncEnumerable{T}"/>.</summary>
public sealed class StreamOptions
{
    /// <summary>Gets or sets how long an endpoint may be silent once the first item has come; until then, the deadline of the call counts.</summary>
    /// <value>At least a millisecond, at most a day. The default is 30 seconds. A generated server breaks its silence every 10 seconds.</value>
    /// <remarks>The time that the caller spends on an item does not count.</remarks>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets the largest item that is read, in bytes, give or take a buffer of 16 KiB.</summary>
    /// <value>At least 1. The default is 1 MiB.</value>
    public int MaxItemBytes { get; set; } = 1024 * 1024;

    /// <summary>Gets or sets the most items that one call may bring.</summary>
    /// <value>At least 1. The default, null, is any number.</value>
    public int? MaxItems { get; set; }

    internal StreamOptions Clone() => (StreamOptions)MemberwiseClone();
}
