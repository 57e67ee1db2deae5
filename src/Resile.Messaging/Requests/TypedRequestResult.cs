using Resile.Messaging.Contracts;
using Resile.Messaging.Envelopes;
using Resile.Messaging.Transport;

namespace Resile.Messaging.Requests;

/// <inheritdoc/>
internal sealed class TypedRequestResult<TMessage, TResult>(RequestDefinition<TMessage, TResult> definition, TResult result) : RequestResult
    where TMessage : class
{
    /// <inheritdoc/>
    public override OutgoingEnvelope Compose(ReplyComposer composer, ReceivedMessage request) => composer.Compose(definition, result, request);
}
