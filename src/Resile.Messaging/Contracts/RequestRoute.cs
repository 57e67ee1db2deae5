using System.Text.Json;
using Resile.Messaging.Requests;

namespace Resile.Messaging.Contracts;

/// <summary>Calls a method whose result is the answer to a request.</summary>
internal sealed class RequestRoute<THandled, TMessage, TResult>(
    RequestDefinition<TMessage, TResult> definition, Func<THandled, TMessage, CancellationToken, ValueTask<TResult>> handle)
    : MessageRoute<THandled>(definition.Operation, definition.Urn)
    where TMessage : class
{
    /// <inheritdoc/>
    public override bool IsRequest => true;

    /// <inheritdoc/>
    public override Func<THandled, CancellationToken, ValueTask<RequestResult?>> Read(ReadOnlyMemory<byte> json, JsonSerializerOptions options)
    {
        var message = Read(definition, json, options);
        return async (handler, cancellationToken) => new TypedRequestResult<TMessage, TResult>(
            definition, await handle(handler, message, cancellationToken).ConfigureAwait(false));
    }
}
