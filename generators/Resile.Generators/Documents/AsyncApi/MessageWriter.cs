using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Documents.Schemas;
using Resile.Generators.Messaging;
using Resile.Generators.Payloads;
using Resile.Generators.Text;

namespace Resile.Generators.Documents.AsyncApi;

/// <summary>Writes the messages: their envelopes, and what is in them.</summary>
internal sealed class MessageWriter(SchemaWriter schemas, PayloadReader payloads, TopicNames names)
{
    /// <summary>The name of the message by which a request fails.</summary>
    public const string Fault = "MassTransit.Fault";

    private readonly JsonText _json = schemas.Json;

    /// <summary>Writes them.</summary>
    public void Write(IReadOnlyList<MessageDescription> messages)
    {
        using (_json.Object("messages"))
        {
            foreach (var message in messages.GroupBy(static each => each.Operation.WireName, StringComparer.Ordinal).OrderBy(static group => group.Key, StringComparer.Ordinal))
            {
                WriteMessage(message.First());
            }

            var requests = messages.Where(static message => message.Operation.Reply is not null).ToArray();
            foreach (var reply in requests.GroupBy(static each => each.Operation.Reply!.WireName, StringComparer.Ordinal).OrderBy(static group => group.Key, StringComparer.Ordinal))
            {
                WriteReply(reply.First());
            }

            if (requests.Length > 0)
            {
                WriteFault();
            }
        }
    }

    private void WriteMessage(MessageDescription message)
    {
        var operation = message.Operation;
        var type = TypeOf(message);
        using (_json.Object(names.Of(operation.WireName)))
        {
            WriteHead(operation.WireName, MessageNames.OwnMessage(message.Method) is { } own ? Summaries.Of(own) : Summaries.Of(message.Method));
            using (_json.Object("correlationId"))
            {
                _json.Property("location", operation.Reply is null ? "$message.payload#/messageId" : "$message.payload#/requestId");
            }

            WriteHeaders(operation.OrderingKey is not null);
            WritePayload(operation.WireName, operation.IsSecret || operation.Reply is { IsSecret: true }, type, operation.Reply is null ? null : ["requestId", "responseAddress"]);
        }
    }

    private PayloadType TypeOf(MessageDescription message)
    {
        if (MessageNames.OwnMessage(message.Method) is { } own)
        {
            return payloads.Read(own) with { IsNullable = false };
        }

        var data = message.Method.Parameters.Where(static parameter => !TypeNames.Is(parameter.Type, KnownTypes.CancellationToken));
        var name = (message.Model.Namespace is { } space ? space + "." : "") + message.Operation.RecordName;
        return payloads.Record(name, data, Summaries.Of(message.Method));
    }

    private void WriteReply(MessageDescription request)
    {
        var reply = request.Operation.Reply!;
        var result = RequestRules.ResultOf(request.Method)!;
        var type = reply.IsWrapped ? payloads.Wrapper(reply.WireName.Replace(':', '.').TrimStart('.'), "value", result) : payloads.Read(result);
        using (_json.Object(names.Of(reply.WireName)))
        {
            WriteHead(reply.WireName, Summaries.OfResult(request.Method));
            using (_json.Object("correlationId"))
            {
                _json.Property("location", "$message.payload#/requestId");
            }

            WritePayload(reply.WireName, request.Operation.IsSecret || reply.IsSecret, type, ["requestId"]);
        }
    }

    private void WriteFault()
    {
        using (_json.Object(Fault))
        {
            WriteHead("MassTransit:Fault", "The request failed: the handler threw an exception.");
            using (_json.Object("payload"))
            using (_json.Array("allOf"))
            {
                using (_json.Object())
                {
                    _json.Property("$ref", "#/components/schemas/" + EnvelopeSchema.Name);
                }

                using (_json.Object())
                using (_json.Object("properties"))
                using (_json.Object("message"))
                {
                    _json.Property("$ref", "#/components/schemas/" + EnvelopeSchema.Fault);
                }
            }
        }
    }

    private void WriteHead(string wireName, string? summary)
    {
        _json.Property("name", wireName);
        if (summary is not null)
        {
            _json.Property("summary", summary);
        }
    }

    private void WriteHeaders(bool isOrdered)
    {
        using (_json.Object("headers"))
        {
            _json.Property("type", "object");
            using (_json.Object("properties"))
            {
                if (isOrdered)
                {
                    WriteHeader("Resile-Ordering-Key", "The key within which it has an order.");
                }

                WriteHeader("Resile-Tenant", "The tenant that it belongs to.");
                WriteHeader("traceparent", "The trace that it belongs to, as W3C has it.");
            }
        }
    }

    private void WriteHeader(string name, string description)
    {
        using (_json.Object(name))
        {
            _json.Property("type", "string").Property("description", description);
        }
    }

    private void WritePayload(string wireName, bool isSecret, PayloadType type, string[]? required)
    {
        using (_json.Object("payload"))
        using (_json.Array("allOf"))
        {
            using (_json.Object())
            {
                _json.Property("$ref", "#/components/schemas/" + EnvelopeSchema.Name);
            }

            using (_json.Object())
            {
                _json.Property("type", "object");
                if (required is not null)
                {
                    _json.Property("required", required);
                }

                using (_json.Object("properties"))
                {
                    using (_json.Object("messageType"))
                    using (_json.Object("contains"))
                    {
                        _json.Property("const", "urn:message:" + wireName);
                    }

                    if (isSecret)
                    {
                        SecretSchema.WriteMessage(_json, "message");
                    }
                    else
                    {
                        schemas.Write("message", type);
                    }
                }
            }
        }
    }
}
