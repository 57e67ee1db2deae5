namespace Resile.Messaging;

/// <summary>What messaging has done in this process since its start, and what waits in its store.</summary>
public sealed record MessagingSnapshot
{
    /// <summary>Gets how many messages this process wrote to the outbox, in transactions that rolled back later too.</summary>
    public required long Enqueued { get; init; }

    /// <summary>Gets how many publications were confirmed.</summary>
    public required long Published { get; init; }

    /// <summary>Gets how many messages were handled and committed here, once for each handler.</summary>
    public required long Handled { get; init; }

    /// <summary>Gets how many received messages had been handled before, and were dropped.</summary>
    public required long Duplicates { get; init; }

    /// <summary>Gets how often a handler that failed was called again at once.</summary>
    public required long Retries { get; init; }

    /// <summary>Gets how often a message was set aside for a later attempt.</summary>
    public required long Redeliveries { get; init; }

    /// <summary>Gets how many messages this process gave up.</summary>
    public required long DeadLettered { get; init; }

    /// <summary>Gets how many messages wait in the outbox.</summary>
    public required long OutboxDepth { get; init; }

    /// <summary>Gets the age of the oldest message in the outbox.</summary>
    public required TimeSpan OldestAge { get; init; }

    /// <summary>Gets how many received messages wait for a later attempt.</summary>
    public required long WaitingRedeliveries { get; init; }

    /// <summary>Gets how many dead letters the store holds.</summary>
    public required long DeadLetters { get; init; }

    /// <summary>Gets the topics and queues that messages wait for because nobody is subscribed.</summary>
    public required IReadOnlyCollection<string> Unsubscribed { get; init; }

    /// <summary>Gets the ordering keys whose messages wait for a dead letter to be replayed or discarded; at most a hundred.</summary>
    public IReadOnlyCollection<string> BlockedKeys { get; init; } = [];

    /// <summary>Gets whether the transport takes messages.</summary>
    public required bool TransportAvailable { get; init; }

    /// <summary>Gets M = P / Q: the messages enqueued here a second, over <see cref="MessagingOptions.OutboxCapacity"/>.</summary>
    public required double Pressure { get; init; }
}
