using System.Text.Json;
using Resile.Messaging.Requests;

namespace Resile.Messaging.Contracts;

/// <inheritdoc/>
internal sealed class TypedMessageRoute<THandled, TMessage>(
    MessageDefinition<TMessage> definition, Func<THandled, TMessage, CancellationToken, ValueTask> handle)
    : MessageRoute<THandled>(definition.Operation, definition.Urn)
    where TMessage : class
{
    /// <inheritdoc/>
    public override async ValueTask<RequestResult?> HandleAsync(
        THandled handler, ReadOnlyMemory<byte> json, JsonSerializerOptions options, CancellationToken cancellationToken)
    {
        await handle(handler, Read<TMessage>(json.Span, options), cancellationToken).ConfigureAwait(false);
        return null;
    }
}
