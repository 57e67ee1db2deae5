using System.Diagnostics.CodeAnalysis;

namespace Resile.Messaging.Contracts;

/// <summary>Leads each message type to the method that handles it: what a generated receiver is made of.</summary>
/// <typeparam name="THandled">The interface that handlers implement: the contract, or one method of it.</typeparam>
/// <remarks>Filled once by generated code, then only read.</remarks>
public sealed class HandlerMap<THandled>
    where THandled : class
{
    private readonly Dictionary<string, MessageRoute<THandled>> _routes = new(StringComparer.Ordinal);
    private readonly List<string> _topics = [];

    /// <summary>Initializes an empty map.</summary>
    /// <param name="contract">The contract's name without its <c>I</c>: part of the queue's name, and the options' name.</param>
    public HandlerMap(string contract) => Contract = contract;

    /// <summary>Gets the contract's name without its <c>I</c>.</summary>
    public string Contract { get; }

    /// <summary>Gets the topics that the methods of the map listen to.</summary>
    public IReadOnlyList<string> Topics => _topics;

    /// <summary>Gets whether the messages of a method have an order.</summary>
    internal bool IsOrdered => _routes.Values.Any(static route => route.IsOrdered);

    /// <summary>Adds a method.</summary>
    /// <param name="definition">What the build knows of it.</param>
    /// <param name="handle">Calls it.</param>
    /// <returns>This map.</returns>
    public HandlerMap<THandled> On<TMessage>(
        MessageDefinition<TMessage> definition, Func<THandled, TMessage, CancellationToken, ValueTask> handle)
        where TMessage : class
    {
        Add(definition, new TypedMessageRoute<THandled, TMessage>(definition, handle));
        return this;
    }

    /// <summary>Adds a method whose result is the answer to a request.</summary>
    /// <param name="definition">What the build knows of it.</param>
    /// <param name="handle">Calls it.</param>
    /// <returns>This map.</returns>
    public HandlerMap<THandled> On<TMessage, TResult>(
        RequestDefinition<TMessage, TResult> definition, Func<THandled, TMessage, CancellationToken, ValueTask<TResult>> handle)
        where TMessage : class
    {
        Add(definition, new RequestRoute<THandled, TMessage, TResult>(definition, handle));
        return this;
    }

    /// <summary>Finds the first type of a message, most specific first, that a method handles.</summary>
    internal bool TryFind(IReadOnlyList<string> messageTypes, [NotNullWhen(true)] out MessageRoute<THandled>? route)
    {
        foreach (var messageType in messageTypes)
        {
            if (_routes.TryGetValue(messageType, out route))
            {
                return true;
            }
        }

        route = null;
        return false;
    }

    private void Add<TMessage>(MessageDefinition<TMessage> definition, MessageRoute<THandled> route)
        where TMessage : class
    {
        _routes.Add(definition.Urn, route);
        _topics.Add(definition.Topic);
        foreach (var name in definition.FormerNames)
        {
            _routes.Add("urn:message:" + name, route);
            _topics.Add(name.Replace('+', '-'));
        }
    }
}
