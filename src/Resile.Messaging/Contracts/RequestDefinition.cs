namespace Resile.Messaging.Contracts;

/// <summary>What the build knows of one method that carries <c>[Request]</c>.</summary>
/// <typeparam name="TMessage">The type of the request.</typeparam>
/// <typeparam name="TResult">The type of the method's result.</typeparam>
public sealed class RequestDefinition<TMessage, TResult> : MessageDefinition<TMessage>
    where TMessage : class
{
    /// <summary>Initializes the definition.</summary>
    /// <param name="contract">The contract's name without its <c>I</c>: <c>OrderEvents</c>.</param>
    /// <param name="operation">The method's name: <c>QuoteAsync</c>.</param>
    /// <param name="urn">The URN of the request.</param>
    /// <param name="topic">The topic it is published to.</param>
    /// <param name="replyUrn">The URN of the reply.</param>
    /// <param name="timeout">How long the caller waits for it.</param>
    public RequestDefinition(string contract, string operation, string urn, string topic, string replyUrn, TimeSpan timeout)
        : base(contract, operation, urn, topic) => (ReplyUrn, ExpiresAfter) = (replyUrn, timeout);

    /// <summary>Gets the URN of the reply.</summary>
    public string ReplyUrn { get; }

    /// <summary>Gets whether the reply is an object whose property <c>value</c> is the result: a result that is no message type of the user's own travels so.</summary>
    public bool IsWrapped { get; init; }

    /// <summary>Gets or sets what reads the replies of handlers of older versions, the object around a wrapped result included; null where there is nothing to turn.</summary>
    /// <remarks>Generated code sets it before anything is sent or handled.</remarks>
    public PayloadUpcaster? ReplyUpcaster { get; set; }
}
