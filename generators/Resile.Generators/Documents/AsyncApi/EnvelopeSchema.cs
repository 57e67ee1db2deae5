using Resile.Generators.Text;

namespace Resile.Generators.Documents.AsyncApi;

/// <summary>Writes what every message has in common: the envelope of MassTransit, as it is sent here.</summary>
internal static class EnvelopeSchema
{
    /// <summary>The name of its schema. It has a full stop, so that no type of the user's can have it.</summary>
    public const string Name = "MassTransit.Envelope";

    /// <summary>The name of the schema of what a failed request is answered with.</summary>
    public const string Fault = "MassTransit.Fault";

    /// <summary>Writes the schemas.</summary>
    public static void Write(JsonText json, bool hasFaults)
    {
        using (json.Object(Name))
        {
            json.Property("type", "object").Property("required", ["messageId", "messageType", "message"]);
            using (json.Object("properties"))
            {
                Text(json, "messageId", "uuid", "What it is told apart by: one that comes again is dropped.");
                Text(json, "requestId", "uuid", "The request that it is, or answers.");
                Text(json, "conversationId", "uuid", "The conversation that it belongs to.");
                Text(json, "correlationId", "uuid", "What its sender says that it is about.");
                Text(json, "initiatorId", "uuid", "The correlation of the message in whose handler it was sent.");
                Text(json, "responseAddress", "uri", "Where the answer goes.");
                using (json.Object("messageType"))
                {
                    json.Property("type", "array");
                    using (json.Object("items"))
                    {
                        json.Property("type", "string");
                    }
                }

                using (json.Object("message"))
                {
                    json.Property("type", "object");
                }

                Text(json, "sentTime", "date-time", "When it was sent.");
                Text(json, "expirationTime", "date-time", "When it expires.");
                using (json.Object("headers"))
                {
                    json.Property("type", "object").Property("description", "Those of the trace, of Resile, and of its sender.");
                }

                using (json.Object("host"))
                {
                    json.Property("type", "object").Property("description", "The program that sent it.");
                }
            }

            json.Property("description", "What stands around every message.");
        }

        if (hasFaults)
        {
            WriteFault(json);
        }
    }

    private static void WriteFault(JsonText json)
    {
        using (json.Object(Fault))
        {
            json.Property("type", "object");
            using (json.Object("properties"))
            using (json.Object("exceptions"))
            {
                json.Property("type", "array");
                using (json.Object("items"))
                {
                    json.Property("type", "object");
                    using (json.Object("properties"))
                    {
                        Text(json, "exceptionType", null, "The type of the exception.");
                        Text(json, "message", null, "What it says.");
                    }
                }
            }

            json.Property("description", "What a request is answered with that failed.");
        }
    }

    private static void Text(JsonText json, string name, string? format, string description)
    {
        using (json.Object(name))
        {
            json.Property("type", "string");
            if (format is not null)
            {
                json.Property("format", format);
            }

            json.Property("description", description);
        }
    }
}
