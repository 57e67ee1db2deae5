using System.Text.Json;
using Resile.Messaging.Requests;

namespace Resile.Messaging.Contracts;

/// <inheritdoc/>
internal sealed class TypedMessageRoute<THandled, TMessage>(
    MessageDefinition<TMessage> definition, Func<THandled, TMessage, CancellationToken, ValueTask> handle)
    : MessageRoute<THandled>(definition.Operation, definition.Urn, definition.OrderingKey is not null, definition.OnFailure)
    where TMessage : class
{
    /// <inheritdoc/>
    public override string? ReadKey(ReadOnlyMemory<byte> json, JsonSerializerOptions options)
    {
        try
        {
            return definition.OrderingKey?.Invoke(Read(definition, json, options));
        }
        catch (Exception)
        {
            // Whatever is wrong with the message, its handling finds it too, and says so.
            return null;
        }
    }

    /// <inheritdoc/>
    public override Func<THandled, CancellationToken, ValueTask<RequestResult?>> Read(ReadOnlyMemory<byte> json, JsonSerializerOptions options)
    {
        var message = Read(definition, json, options);
        return async (handler, cancellationToken) =>
        {
            await handle(handler, message, cancellationToken).ConfigureAwait(false);
            return null;
        };
    }
}
