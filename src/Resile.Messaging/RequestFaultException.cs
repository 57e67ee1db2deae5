namespace Resile.Messaging;

/// <summary>Thrown to the caller of a request whose handler failed: what the handler did in its transaction is undone.</summary>
/// <param name="message">Which request it was, and what its handler threw.</param>
/// <param name="faultType">The full name of what the handler threw.</param>
/// <param name="faultMessage">What that said.</param>
public sealed class RequestFaultException(string message, string faultType, string faultMessage) : DurableMessageException(message)
{
    /// <summary>Gets the full name of what the handler threw. It is a name alone: the type may be unknown here.</summary>
    public string FaultType { get; } = faultType;

    /// <summary>Gets what that said.</summary>
    public string FaultMessage { get; } = faultMessage;
}
