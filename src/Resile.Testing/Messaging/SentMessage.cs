namespace Resile.Testing.Messaging;

/// <summary>A message that was sent: its transaction is committed.</summary>
/// <typeparam name="TMessage">Its type.</typeparam>
/// <param name="Message">The message.</param>
/// <param name="MessageId">Its identity.</param>
/// <param name="SentAt">When it was sent.</param>
public sealed record SentMessage<TMessage>(TMessage Message, Guid MessageId, DateTimeOffset SentAt)
    where TMessage : class
{
    /// <summary>Gets how long it was to be kept before it is published; null for at once.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>Gets how long after it was sent it is worth handling; null for ever.</summary>
    public TimeSpan? ExpiresAfter { get; init; }

    /// <summary>Gets the key within which it has an order; null where it has none.</summary>
    public string? OrderingKey { get; init; }

    /// <summary>Gets the conversation that it belongs to.</summary>
    public required Guid ConversationId { get; init; }

    /// <summary>Gets what it is about, if its sender says so.</summary>
    public Guid? CorrelationId { get; init; }

    /// <summary>Gets the tenant that it belongs to, if its sender says so.</summary>
    public string? Tenant { get; init; }

    /// <summary>Gets its headers, those of the library included.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }
}
