namespace Resile.Messaging.Transport;

/// <summary>A durable queue, what flows into it, and who takes it out.</summary>
public sealed class Subscription
{
    /// <summary>Gets the name of the durable queue, for example <c>shop-order-events-billing</c>.</summary>
    public required string Queue { get; init; }

    /// <summary>Gets the topics whose messages flow into the queue, for example <c>Acme.Orders:OrderPlaced</c>.</summary>
    public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>Gets how many receiver calls may run at once.</summary>
    public required int Concurrency { get; init; }

    /// <summary>Gets how many messages may be fetched ahead.</summary>
    public required int Prefetch { get; init; }

    /// <summary>Gets whether messages have an order: the transport then calls the receiver in the order of the queue (see <see cref="EnvelopeReceiver"/>),
    /// in one process at a time, and gives messages that were not settled back in that order.</summary>
    public bool IsOrdered { get; init; }

    /// <summary>Gets what takes the messages.</summary>
    public required EnvelopeReceiver Receiver { get; init; }
}
