using Resile.Messaging.Envelopes;

namespace Resile.Messaging.Receiving;

/// <summary>Binds a handler class to the methods that it implements; knows its types so that nobody else has to.</summary>
internal abstract class HandlerBinding(string contract, Type handler, IReadOnlyList<string> topics, bool isOrdered)
{
    /// <summary>Gets the contract's name without its <c>I</c>.</summary>
    public string Contract { get; } = contract;

    /// <summary>Gets the handler's class.</summary>
    public Type Handler { get; } = handler;

    /// <summary>Gets the topics that the handler listens to.</summary>
    public IReadOnlyList<string> Topics { get; } = topics;

    /// <summary>Gets whether messages that the handler takes have an order.</summary>
    public bool IsOrdered { get; } = isOrdered;

    /// <summary>Finds the order of a message, or <see langword="null"/> where it has none.</summary>
    public abstract DeliveryOrder? FindOrder(ReceivedMessage message);

    /// <summary>Finds the type of a message that the handler takes, or <see langword="null"/>.</summary>
    public abstract string? FindType(IReadOnlyList<string> messageTypes);

    /// <summary>Tells whether what handles the message answers requests.</summary>
    public abstract bool AnswersRequest(IReadOnlyList<string> messageTypes);

    /// <summary>Reads a message; what is wrong with it is said where it is to be handled.</summary>
    public abstract HandlerInvocation Read(ReceivedMessage message);
}
