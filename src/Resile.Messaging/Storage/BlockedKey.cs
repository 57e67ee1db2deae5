namespace Resile.Messaging.Storage;

/// <summary>An ordering key whose messages wait for a dead letter.</summary>
/// <param name="Consumer">The consumer that they wait at; empty for the outbox.</param>
/// <param name="OrderingKey">The key.</param>
public readonly record struct BlockedKey(string Consumer, string OrderingKey)
{
    /// <summary>Names the key for people.</summary>
    public override string ToString() => $"'{OrderingKey}' ({(Consumer.Length == 0 ? "outbox" : Consumer)})";
}
