using Resile.Generators.Payloads;
using Resile.Generators.Text;

namespace Resile.Generators.Documents.AsyncApi;

/// <summary>Writes the operations: what the project sends, and what it receives.</summary>
internal sealed class OperationWriter(JsonText json, TopicNames names)
{
    /// <summary>Writes them.</summary>
    public void Write(IReadOnlyList<MessageDescription> messages)
    {
        using (json.Object("operations"))
        {
            foreach (var message in messages)
            {
                var channel = names.Of(message.Operation.WireName);
                if (message.IsSent)
                {
                    WriteOperation(message.Heading + ".send", "send", channel, message);
                }

                if (message.Handlers is { Count: 0 })
                {
                    WriteOperation(message.Heading + ".receive", "receive", channel, message);
                }

                foreach (var handler in message.Handlers ?? [])
                {
                    WriteOperation($"{message.Heading}.receive.{handler}", "receive", TopicNames.QueueOf(message, handler), message);
                }
            }
        }
    }

    private void WriteOperation(string name, string action, string channel, MessageDescription message)
    {
        using (json.Object(name))
        {
            json.Property("action", action);
            WriteReference("channel", "#/channels/" + channel);
            if (Summaries.Of(message.Method) is { } summary)
            {
                json.Property("summary", summary);
            }

            if (Promises(message) is { Length: > 0 } description)
            {
                json.Property("description", description);
            }

            WriteMessages(channel, names.Of(message.Operation.WireName));
            if (message.Operation.Reply is { } reply)
            {
                using (json.Object("reply"))
                {
                    using (json.Object("address"))
                    {
                        json.Property("location", "$message.payload#/responseAddress");
                    }

                    WriteReference("channel", $"#/channels/{message.Heading}.replies");
                    WriteMessages(message.Heading + ".replies", names.Of(reply.WireName), MessageWriter.Fault);
                }
            }
        }
    }

    private void WriteMessages(string channel, params string[] messages)
    {
        using (json.Array("messages"))
        {
            foreach (var message in messages)
            {
                using (json.Object())
                {
                    json.Property("$ref", $"#/channels/{channel}/messages/{message}");
                }
            }
        }
    }

    private void WriteReference(string name, string path)
    {
        using (json.Object(name))
        {
            json.Property("$ref", path);
        }
    }

    private static string Promises(MessageDescription message)
    {
        var operation = message.Operation;
        var promises = new List<string>();
        if (operation.Operation.IsObsolete || message.Model.IsObsolete)
        {
            promises.Add("Obsolete.");
        }

        if (operation.Reply is { } reply)
        {
            promises.Add($"Whoever asks waits {reply.Timeout:c} for the answer.");
        }
        else
        {
            promises.Add(operation.OrderingKey is null ? "Delivered at least once, in no order." : "Delivered at least once, and in order among those of one key.");
            promises.Add(operation.AreSubscribersOptional ? "Goes out also while nobody is subscribed." : "Waits with its sender until somebody is subscribed.");
        }

        if (operation.IsExpendable)
        {
            promises.Add("May be dropped when its sender's outbox is nearly full.");
        }

        if (operation.ExpiresAfter is { } expiry)
        {
            promises.Add($"Expires after {expiry:c}.");
        }

        return string.Join(" ", promises);
    }
}
