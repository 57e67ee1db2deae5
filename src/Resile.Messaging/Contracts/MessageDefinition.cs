using Resile.Messaging.Storage;

namespace Resile.Messaging.Contracts;

/// <summary>What the build knows of one durable method: its names on the wire, as constants of generated code.</summary>
/// <typeparam name="TMessage">The message type.</typeparam>
public class MessageDefinition<TMessage>
    where TMessage : class
{
    /// <summary>Initializes the definition.</summary>
    /// <param name="contract">The contract's name without its <c>I</c>: <c>OrderEvents</c>.</param>
    /// <param name="operation">The method's name: <c>OrderPlacedAsync</c>.</param>
    /// <param name="urn">The URN of the message type: <c>urn:message:Acme.Orders:OrderPlaced</c>.</param>
    /// <param name="topic">The topic it is published to, MassTransit's entity name: <c>Acme.Orders:OrderPlaced</c>.</param>
    public MessageDefinition(string contract, string operation, string urn, string topic) =>
        (Contract, Operation, Urn, Topic) = (contract, operation, urn, topic);

    /// <summary>Gets the contract's name without its <c>I</c>.</summary>
    public string Contract { get; }

    /// <summary>Gets the method's name.</summary>
    public string Operation { get; }

    /// <summary>Gets the URN of the message type.</summary>
    public string Urn { get; }

    /// <summary>Gets the topic that the message is published to.</summary>
    public string Topic { get; }

    /// <summary>Gets what becomes of a message while nobody is subscribed.</summary>
    public Subscribers Subscribers { get; init; } = Subscribers.Required;

    /// <summary>Gets what reads the ordering key of a message; null where messages have no order.</summary>
    public Func<TMessage, string?>? OrderingKey { get; init; }

    /// <summary>Gets what becomes of the messages behind one that fails.</summary>
    public OrderedFailure OnFailure { get; init; }

    /// <summary>Gets how long after it was sent a message is worth handling; null for ever.</summary>
    public TimeSpan? ExpiresAfter { get; init; }

    /// <summary>Gets whether a message may be dropped when the outbox is nearly full.</summary>
    public bool IsExpendable { get; init; }

    /// <summary>Gets whether a message is encrypted whole.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Gets or sets what reads the messages of older versions; null where there is nothing to turn.</summary>
    /// <remarks>Generated code sets it before anything is sent or handled.</remarks>
    public PayloadUpcaster? Upcaster { get; set; }

    /// <summary>Gets or sets what the message was called before, namespace, colon, type; handlers take it by these names, too.</summary>
    /// <remarks>Generated code sets it before anything is sent or handled.</remarks>
    public IReadOnlyList<string> FormerNames { get; set; } = [];

    /// <summary>Gets what is special about the messages.</summary>
    public MessageFlags Flags =>
        (Subscribers == Subscribers.Optional ? MessageFlags.SubscribersOptional : MessageFlags.None)
        | (OnFailure == OrderedFailure.Park ? MessageFlags.ParkOnFailure : MessageFlags.None);
}
