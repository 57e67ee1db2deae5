using System.Text.Json;

namespace Resile.Messaging.Contracts;

/// <summary>Calls one method of a handler with the message that it takes.</summary>
internal abstract class MessageRoute<THandled>(string operation, string urn)
{
    /// <summary>Gets the method's name, for logs and spans.</summary>
    public string Operation { get; } = operation;

    /// <summary>Gets the URN of the message type.</summary>
    public string Urn { get; } = urn;

    /// <summary>Deserializes the message and calls the method.</summary>
    /// <exception cref="MalformedMessageException">The JSON does not fit the message type; the method was not called.</exception>
    public abstract ValueTask HandleAsync(
        THandled handler, ReadOnlyMemory<byte> json, JsonSerializerOptions options, CancellationToken cancellationToken);
}
