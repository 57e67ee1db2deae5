using Resile.Messaging.Envelopes;
using Resile.Messaging.Transport;

namespace Resile.Messaging.Requests;

/// <summary>What a handler answered, of whatever type it is.</summary>
internal abstract class RequestResult
{
    /// <summary>Makes the reply of it.</summary>
    /// <exception cref="DurableMessageException">It cannot be sent; says why.</exception>
    public abstract OutgoingEnvelope Compose(ReplyComposer composer, ReceivedMessage request);
}
