using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

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
            return definition.OrderingKey?.Invoke(Read(json.Span, options));
        }
        catch (Exception)
        {
            // Whatever is wrong with the message, its handling finds it too, and says so.
            return null;
        }
    }

    /// <inheritdoc/>
    public override ValueTask HandleAsync(
        THandled handler, ReadOnlyMemory<byte> json, JsonSerializerOptions options, CancellationToken cancellationToken) =>
        handle(handler, Read(json.Span, options), cancellationToken);

    private static TMessage Read(ReadOnlySpan<byte> json, JsonSerializerOptions options)
    {
        try
        {
            return JsonSerializer.Deserialize(json, (JsonTypeInfo<TMessage>)options.GetTypeInfo(typeof(TMessage)))
                ?? throw new MalformedMessageException($"The message is null where a '{typeof(TMessage)}' is expected.");
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            throw new MalformedMessageException($"The message is not a '{typeof(TMessage)}': {exception.Message}", exception);
        }
    }
}
