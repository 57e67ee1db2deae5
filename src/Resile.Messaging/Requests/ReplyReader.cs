using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Resile.Messaging.Contracts;
using Resile.Messaging.Envelopes;
using Resile.Messaging.Protection;

namespace Resile.Messaging.Requests;

/// <summary>Reads what came as the answer to a request.</summary>
internal static class ReplyReader
{
    /// <summary>Reads the result.</summary>
    /// <exception cref="RequestFaultException">The handler failed.</exception>
    /// <exception cref="DurableMessageException">The answer is none.</exception>
    public static TResult Read<TMessage, TResult>(RequestDefinition<TMessage, TResult> definition, ReceivedMessage reply, SerializerSettings settings)
        where TMessage : class
    {
        var name = $"{definition.Contract}.{definition.Operation}";
        var isFault = Fault.IsOne(reply);
        if (!isFault && !reply.MessageTypes.Contains(definition.ReplyUrn))
        {
            throw new DurableMessageException(
                $"{name} was answered by '{reply.MessageTypes[0]}' where '{definition.ReplyUrn}' is expected. Let caller and handler have one contract.");
        }

        var json = SecretMessage.Read(settings.Keys, reply.Json, reply.MessageId);
        if (isFault)
        {
            var fault = Fault.Read(json);
            throw new RequestFaultException($"The handler of {name} failed: {fault.Type}: {fault.Message}", fault.Type, fault.Message);
        }

        try
        {
            json = definition.ReplyUpcaster?.Upcast(json, settings.Options) ?? json;
            var type = (JsonTypeInfo<TResult>)settings.Options.GetTypeInfo(typeof(TResult));
            return definition.IsWrapped ? Unwrap(json, type)
                : JsonSerializer.Deserialize(json.Span, type) ?? throw new MalformedMessageException($"{name} was answered by null.");
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException)
        {
            throw new MalformedMessageException($"The answer to {name} is not a '{typeof(TResult)}': {exception.Message}", exception);
        }
    }

    // Whoever writes no nulls leaves the property out.
    private static TResult Unwrap<TResult>(ReadOnlyMemory<byte> json, JsonTypeInfo<TResult> type)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.TryGetProperty("value", out var value) ? value.Deserialize(type)!
            : default(TResult) is null ? default!
            : throw new JsonException("it has no 'value'.");
    }
}
