using Resile.Messaging.Storage;

namespace Resile.Messaging.Contracts;

/// <summary>What the build knows of one durable method: its names on the wire, as constants of generated code.</summary>
/// <typeparam name="TMessage">The message type.</typeparam>
public sealed class MessageDefinition<TMessage>
    where TMessage : class
{
    /// <summary>Initializes the definition.</summary>
    /// <param name="contract">The contract's name without its <c>I</c>: <c>OrderEvents</c>.</param>
    /// <param name="operation">The method's name: <c>OrderPlacedAsync</c>.</param>
    /// <param name="urn">The URN of the message type: <c>urn:message:Acme.Orders:OrderPlaced</c>.</param>
    /// <param name="topic">The topic it is published to, MassTransit's entity name: <c>Acme.Orders:OrderPlaced</c>.</param>
    /// <param name="subscribers">What becomes of it while nobody is subscribed.</param>
    public MessageDefinition(string contract, string operation, string urn, string topic, Subscribers subscribers = Subscribers.Required)
    {
        Contract = contract;
        Operation = operation;
        Urn = urn;
        Topic = topic;
        Flags = subscribers == Subscribers.Optional ? MessageFlags.SubscribersOptional : MessageFlags.None;
    }

    /// <summary>Gets the contract's name without its <c>I</c>.</summary>
    public string Contract { get; }

    /// <summary>Gets the method's name.</summary>
    public string Operation { get; }

    /// <summary>Gets the URN of the message type.</summary>
    public string Urn { get; }

    /// <summary>Gets the topic that the message is published to.</summary>
    public string Topic { get; }

    /// <summary>Gets what is special about the message.</summary>
    public MessageFlags Flags { get; }
}
