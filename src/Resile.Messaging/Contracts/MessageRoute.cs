using System.Text.Json;

namespace Resile.Messaging.Contracts;

/// <summary>Calls one method of a handler with the message that it takes.</summary>
internal abstract class MessageRoute<THandled>(string operation, string urn, bool isOrdered, OrderedFailure onFailure)
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
    public abstract string? ReadKey(ReadOnlyMemory<byte> json, JsonSerializerOptions options);

    /// <summary>Deserializes the message and calls the method.</summary>
    /// <exception cref="MalformedMessageException">The JSON does not fit the message type; the method was not called.</exception>
    public abstract ValueTask HandleAsync(
        THandled handler, ReadOnlyMemory<byte> json, JsonSerializerOptions options, CancellationToken cancellationToken);
}
