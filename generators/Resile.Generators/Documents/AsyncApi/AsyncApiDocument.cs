using Resile.Generators.Documents.Compositions;
using Resile.Generators.Documents.Schemas;
using Resile.Generators.Payloads;
using Resile.Generators.Text;

namespace Resile.Generators.Documents.AsyncApi;

/// <summary>Writes the durable contracts of a project as a document of AsyncAPI 3, as their messages travel over RabbitMQ.</summary>
internal sealed class AsyncApiDocument
{
    private const string ContentType = "application/vnd.masstransit+json";

    private readonly ProjectContracts _project;
    private readonly IReadOnlyList<MessageDescription> _messages;
    private readonly PayloadReader _payloads = new(hasSummaries: true);

    private AsyncApiDocument(ProjectContracts project, IReadOnlyList<MessageDescription> messages)
    {
        _project = project;
        _messages = messages;
    }

    /// <summary>Writes the document; null where the project has to do with no messages.</summary>
    public static Document? Of(ProjectContracts project, Composition composition, CancellationToken cancellationToken)
    {
        var messages = MessageDescriptions.Of(project, composition, cancellationToken);
        if (messages.Count == 0)
        {
            return null;
        }

        // Only when all types are known can each get a name; so it is written twice.
        var document = new AsyncApiDocument(project, messages);
        document.Write(new SchemaNames([]));
        return new Document(project.Name + ".asyncapi.json", document.Write(new SchemaNames(document._payloads.Definitions)));
    }

    private string Write(SchemaNames names)
    {
        var json = new JsonText();
        var schemas = new SchemaWriter(json, names, hasSecrets: true);
        var topics = new TopicNames(_messages);
        using (json.Object())
        {
            json.Property("asyncapi", "3.0.0");
            using (json.Object("info"))
            {
                json.Property("title", _project.Name).Property("version", _project.Version)
                    .Property("description", "Messages over RabbitMQ, in the JSON envelope of MassTransit. The name of a message is that of its exchange.");
            }

            json.Property("defaultContentType", ContentType);
            new ChannelWriter(json, topics).Write(_messages);
            new OperationWriter(json, topics).Write(_messages);
            using (json.Object("components"))
            {
                new MessageWriter(schemas, _payloads, topics).Write(_messages);
                using (json.Object("schemas"))
                {
                    EnvelopeSchema.Write(json, hasFaults: _messages.Any(static message => message.Operation.Reply is not null));
                    schemas.WriteAll(_payloads.Definitions);
                }
            }
        }

        return json.ToString();
    }
}
