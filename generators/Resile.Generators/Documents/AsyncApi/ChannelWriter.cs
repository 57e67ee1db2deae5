using System.Text;
using Resile.Generators.Text;

namespace Resile.Generators.Documents.AsyncApi;

/// <summary>Writes the channels: the exchange of each message, the queue of each handler, and where answers come to.</summary>
internal sealed class ChannelWriter(JsonText json, TopicNames names)
{
    /// <summary>Writes them.</summary>
    public void Write(IReadOnlyList<MessageDescription> messages)
    {
        using (json.Object("channels"))
        {
            foreach (var message in messages.GroupBy(static each => each.Operation.WireName, StringComparer.Ordinal).OrderBy(static group => group.Key, StringComparer.Ordinal))
            {
                WriteExchange(message.First());
            }

            var queues = messages.Where(static message => message.Handlers is not null)
                .SelectMany(static message => message.Handlers.Select(handler => (message, handler)))
                .GroupBy(static each => TopicNames.QueueOf(each.message, each.handler), StringComparer.Ordinal).OrderBy(static group => group.Key, StringComparer.Ordinal);
            foreach (var queue in queues)
            {
                WriteQueue(queue.Key, queue.First().handler, [.. queue.Select(static each => each.message)]);
            }

            foreach (var request in messages.Where(static message => message.Operation.Reply is not null))
            {
                WriteReplies(request);
            }
        }
    }

    private void WriteExchange(MessageDescription message)
    {
        var name = names.Of(message.Operation.WireName);
        using (json.Object(name))
        {
            json.Property("address", message.Topic);
            WriteMessages(name);
            using (json.Object("bindings"))
            using (json.Object("amqp"))
            {
                json.Property("is", "routingKey");
                using (json.Object("exchange"))
                {
                    json.Property("name", message.Topic).Property("type", "fanout").Property("durable", true).Property("autoDelete", false);
                }

                json.Property("bindingVersion", "0.3.0");
            }
        }
    }

    private void WriteQueue(string name, string handler, MessageDescription[] messages)
    {
        using (json.Object(name))
        {
            json.Property("address", $"{{service}}-{Kebab(messages[0].Model.Name)}-{Kebab(handler)}")
                .Property("description", $"The queue of {handler}, bound to the exchange of each of its messages.");
            WriteMessages([.. messages.Select(message => names.Of(message.Operation.WireName)).Distinct()]);
            using (json.Object("parameters"))
            using (json.Object("service"))
            {
                json.Property("description", "The name of the service, in lower case with hyphens: Resile:Messaging:ServiceName, or the name of the program.");
            }

            using (json.Object("bindings"))
            using (json.Object("amqp"))
            {
                json.Property("is", "queue");
                using (json.Object("queue"))
                {
                    json.Property("durable", true).Property("exclusive", false).Property("autoDelete", false);
                }

                json.Property("bindingVersion", "0.3.0");
            }
        }
    }

    private void WriteReplies(MessageDescription request)
    {
        using (json.Object(request.Heading + ".replies"))
        {
            json.Raw("address", "null").Property("description", "A queue of the process that asks, for as long as that runs.");
            WriteMessages(names.Of(request.Operation.Reply!.WireName), MessageWriter.Fault);
        }
    }

    private void WriteMessages(params string[] messages)
    {
        using (json.Object("messages"))
        {
            foreach (var message in messages)
            {
                using (json.Object(message))
                {
                    json.Property("$ref", "#/components/messages/" + message);
                }
            }
        }
    }

    // As the run time names queues.
    private static string Kebab(string name)
    {
        var text = new StringBuilder();
        for (var index = 0; index < name.Length; index++)
        {
            var letter = name[index];
            var isWord = char.IsUpper(letter) && index > 0 && (!char.IsUpper(name[index - 1]) || (index + 1 < name.Length && char.IsLower(name[index + 1])));
            if ((isWord || !char.IsLetterOrDigit(letter)) && text.Length > 0 && text[text.Length - 1] != '-')
            {
                text.Append('-');
            }

            if (char.IsLetterOrDigit(letter))
            {
                text.Append(char.ToLowerInvariant(letter));
            }
        }

        return text.ToString().TrimEnd('-');
    }
}
