namespace Resile.Messaging;

/// <summary>What a sender says of its messages beside what their contract says. Immutable.</summary>
/// <example>
/// <code>
/// var reminder = Guid.CreateVersion7();
/// await transaction.For&lt;IOrderEvents&gt;(new SendOptions { Delay = TimeSpan.FromDays(3), MessageId = reminder }).PaymentDueAsync(id);
/// ...
/// await outbox.CancelAsync(reminder);
/// </code>
/// </example>
public sealed record SendOptions
{
    /// <summary>The most headers that a sender may add.</summary>
    public const int MaximumHeaders = 32;

    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(3_650);

    /// <summary>Gets how long the message is kept before it is published.</summary>
    /// <value>The default is null: at once. From 0 to 10 years. Kept in the store, so that it survives a restart and needs no broker plugin.</value>
    public TimeSpan? Delay { get; init; }

    /// <summary>Gets how long after it was sent, a <see cref="Delay"/> included, the message is still worth handling.</summary>
    /// <value>The default is null: what its contract says. Up to 10 years; for a request, for how long its caller waits, up to a day.</value>
    public TimeSpan? ExpiresAfter { get; init; }

    /// <summary>Gets the identity of the message: to cancel it, or to send what may have been sent before, which consumers then recognise.</summary>
    /// <value>The default is null: a new one. Make it by <see cref="Guid.CreateVersion7()"/>: its time tells how long duplicates are recognised. A sender with it sends
    /// one message.</value>
    public Guid? MessageId { get; init; }

    /// <summary>Gets what the message is about, for whoever follows a business process.</summary>
    /// <value>The default is null: in a handler that of the handled message, elsewhere none.</value>
    public Guid? CorrelationId { get; init; }

    /// <summary>Gets the tenant that the message belongs to.</summary>
    /// <value>The default is null: in a handler that of the handled message, elsewhere what <see cref="MessagingBuilder.UseTenant"/> names.</value>
    public string? Tenant { get; init; }

    /// <summary>Gets headers of your own.</summary>
    /// <value>The default is null: none. At most <see cref="MaximumHeaders"/>; names of 1 to 128 visible ASCII characters, values of up to 4,096 characters.</value>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Refuses times out of range.</summary>
    internal void Validate()
    {
        if (Delay is { } delay && (delay < TimeSpan.Zero || delay > LongestDelay))
        {
            throw new DurableMessageException($"{nameof(SendOptions)}.{nameof(Delay)} is {delay}; it has to be from 0 to {LongestDelay}.");
        }

        if (ExpiresAfter is { } expires && (expires <= TimeSpan.Zero || expires > LongestDelay))
        {
            throw new DurableMessageException($"{nameof(SendOptions)}.{nameof(ExpiresAfter)} is {expires}; it has to be more than 0 and at most {LongestDelay}.");
        }

        if (MessageId == Guid.Empty)
        {
            throw new DurableMessageException($"{nameof(SendOptions)}.{nameof(MessageId)} is empty. Make one by Guid.CreateVersion7(), or leave it out.");
        }
    }
}
