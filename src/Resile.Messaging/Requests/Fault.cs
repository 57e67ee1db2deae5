using System.Text.Json;
using Resile.Messaging.Contracts;
using Resile.Messaging.Envelopes;

namespace Resile.Messaging.Requests;

/// <summary>MassTransit's message that a request's handler failed: type and message of the exception, and no stack trace.</summary>
/// <param name="Type">The full name of what the handler threw.</param>
/// <param name="Message">What that said.</param>
internal sealed record Fault(string Type, string Message)
{
    private const string Prefix = "urn:message:";
    private const string Urn = "urn:message:MassTransit:Fault";
    private const int LongestMessage = 2_000;

    /// <summary>Describes an exception.</summary>
    public static Fault Of(Exception exception) => new(exception.GetType().FullName ?? exception.GetType().Name, Short(exception.Message));

    /// <summary>Tells whether a message is a fault.</summary>
    public static bool IsOne(ReceivedMessage message) => message.MessageTypes.Any(static type => type.StartsWith(Urn, StringComparison.Ordinal));

    /// <summary>Names the types of the fault of a request.</summary>
    public static string[] UrnsFor(ReceivedMessage request)
    {
        var type = request.MessageTypes[0];
        return type.StartsWith(Prefix, StringComparison.Ordinal) ? [$"{Urn}[[{type[Prefix.Length..]}]]", Urn] : [Urn];
    }

    /// <summary>Reads a fault, whoever wrote it.</summary>
    /// <exception cref="MalformedMessageException">It is none.</exception>
    public static Fault Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return root.TryGetProperty("exceptions", out var exceptions) && exceptions.ValueKind == JsonValueKind.Array && exceptions.GetArrayLength() > 0
                ? new Fault(Text(exceptions[0], "exceptionType"), Short(Text(exceptions[0], "message")))
                : new Fault("unknown", "The handler did not say why it failed.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new MalformedMessageException("The answer says that the handler failed, and cannot be read.", exception);
        }
    }

    /// <summary>Writes it.</summary>
    public void Write(Utf8JsonWriter writer, Guid faultId, ReceivedMessage request, DateTimeOffset now, HostDescription host)
    {
        writer.WriteStartObject();
        writer.WriteString("faultId", faultId);
        writer.WriteString("faultedMessageId", request.MessageId);
        writer.WriteString("timestamp", now.UtcDateTime);
        writer.WriteStartArray("exceptions");
        writer.WriteStartObject();
        writer.WriteString("exceptionType", Type);
        writer.WriteString("message", Message);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WritePropertyName("host");
        writer.WriteRawValue(host.Json.Span, skipInputValidation: true);
        writer.WriteStartArray("faultMessageTypes");
        foreach (var type in request.MessageTypes)
        {
            writer.WriteStringValue(type);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "unknown";

    private static string Short(string text) => text.Length <= LongestMessage ? text : text[..LongestMessage];
}
