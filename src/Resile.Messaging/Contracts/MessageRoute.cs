using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Resile.Messaging.Requests;

namespace Resile.Messaging.Contracts;

/// <summary>Calls one method of a handler with the message that it takes.</summary>
internal abstract class MessageRoute<THandled>(string operation, string urn, bool isOrdered = false, OrderedFailure onFailure = OrderedFailure.Block)
{
    /// <summary>Gets the method's name, for logs and spans.</summary>
    public string Operation { get; } = operation;

    /// <summary>Gets the URN of the message type.</summary>
    public string Urn { get; } = urn;

    /// <summary>Gets whether its messages have an order.</summary>
    public bool IsOrdered { get; } = isOrdered;

    /// <summary>Gets what becomes of the messages behind one that fails.</summary>
    public OrderedFailure OnFailure { get; } = onFailure;

    /// <summary>Reads the ordering key of a message that brought none with it.</summary>
    /// <returns>The key; <see langword="null"/> where the message has none, or is none.</returns>
    public virtual string? ReadKey(ReadOnlyMemory<byte> json, JsonSerializerOptions options) => null;

    /// <summary>Gets whether the method's result is the answer to a request.</summary>
    public virtual bool IsRequest => false;

    /// <summary>Deserializes the message.</summary>
    /// <returns>What calls the method with it, and returns the answer; null where the method has none.</returns>
    /// <exception cref="MalformedMessageException">The JSON does not fit the message type.</exception>
    public abstract Func<THandled, CancellationToken, ValueTask<RequestResult?>> Read(ReadOnlyMemory<byte> json, JsonSerializerOptions options);

    /// <summary>Deserializes a message.</summary>
    /// <param name="definition">What the build knows of it.</param>
    /// <param name="json">What came, from whatever version of its sender.</param>
    /// <param name="options">How it becomes a message.</param>
    /// <exception cref="MalformedMessageException">The JSON does not fit the message type.</exception>
    protected static TMessage Read<TMessage>(MessageDefinition<TMessage> definition, ReadOnlyMemory<byte> json, JsonSerializerOptions options)
        where TMessage : class
    {
        try
        {
            var present = definition.Upcaster?.Upcast(json, options) ?? json;
            return JsonSerializer.Deserialize(present.Span, (JsonTypeInfo<TMessage>)options.GetTypeInfo(typeof(TMessage)))
                ?? throw new MalformedMessageException($"The message is null where a '{typeof(TMessage)}' is expected.");
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            throw new MalformedMessageException($"The message is not a '{typeof(TMessage)}': {exception.Message}", exception);
        }
    }
}
