namespace Resile.Messaging.Storage;

/// <summary>Which dead letters are meant: those to which all that is set here applies. Immutable.</summary>
public sealed record DeadLetterFilter
{
    /// <summary>Gets the side on which they were given up; null for both.</summary>
    public DeadLetterSide? Side { get; init; }

    /// <summary>Gets the consumer that gave them up; null for any.</summary>
    public string? Consumer { get; init; }

    /// <summary>Gets the URN of their message type; null for any.</summary>
    public string? MessageType { get; init; }

    /// <summary>Gets why they were given up, one of <see cref="DeadLetterReasons"/>; null for any reason.</summary>
    public string? Reason { get; init; }

    /// <summary>Gets the key within which they had an order; null for any, and for those without one.</summary>
    public string? OrderingKey { get; init; }

    /// <summary>Gets the moment from which on they were given up; null for the beginning.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Gets the moment before which they were given up; null for the end.</summary>
    public DateTimeOffset? Before { get; init; }
}
