using Microsoft.CodeAnalysis;
using Resile.Generators.Documents.Schemas;
using Resile.Generators.LoadBalancing;
using Resile.Generators.Payloads;
using Resile.Generators.Text;

namespace Resile.Generators.Documents.OpenApi;

/// <summary>Writes what a skeleton answers.</summary>
/// <param name="schemas">Writes schemas.</param>
/// <param name="payloads">Reads types.</param>
/// <param name="isSupervised">Whether a supervised component stands behind the contract.</param>
internal sealed class ReplyWriter(SchemaWriter schemas, PayloadReader payloads, bool isSupervised)
{
    /// <summary>The name of the schema of an error. It has a full stop, so that no type of the user's can have it.</summary>
    public const string Problem = "Resile.Problem";

    private const string Json = "application/json";
    private const string Binary = "application/octet-stream";

    private readonly JsonText _json = schemas.Json;

    /// <summary>Writes the answers of an operation.</summary>
    public void Write(HttpOperation operation)
    {
        using (_json.Object("responses"))
        {
            WriteSuccess(operation, hasBody: operation.Model.Verb != "HEAD");
            foreach (var error in ErrorsOf(operation))
            {
                if (operation.Model.Verb == "HEAD")
                {
                    WriteReply(error.Status, error.Description, null);
                    continue;
                }

                using (_json.Object(error.Status))
                {
                    _json.Property("$ref", "#/components/responses/" + error.Name);
                }
            }
        }
    }

    /// <summary>Writes the answers that say that something went wrong, for all operations to refer to.</summary>
    public void WriteErrors(IEnumerable<HttpOperation> operations)
    {
        using (_json.Object("responses"))
        {
            foreach (var error in operations.Where(static operation => operation.Model.Verb != "HEAD").SelectMany(ErrorsOf).Distinct()
                .OrderBy(static error => error.Name, StringComparer.Ordinal))
            {
                WriteReply(error.Name, error.Description, WriteProblem);
            }
        }
    }

    /// <summary>Writes the schema of an error.</summary>
    public static void WriteProblemSchema(JsonText json)
    {
        using (json.Object(Problem))
        {
            json.Property("type", "object").Property("required", ["title", "status", "detail", "operation"]);
            using (json.Object("properties"))
            {
                foreach (var (name, type, description) in new[]
                {
                    ("title", "string", "What the status means."), ("status", "integer", "The status."),
                    ("detail", "string", "What is wrong and what to do."), ("operation", "string", "The operation that was called."),
                })
                {
                    using (json.Object(name))
                    {
                        json.Property("type", type).Property("description", description);
                    }
                }
            }

            json.Property("description", "An error, as RFC 9457 has it.");
        }
    }

    private void WriteSuccess(HttpOperation operation, bool hasBody)
    {
        var description = Summaries.OfResult(operation.Method);
        var result = GatherRules.ReplyOf(operation.Method);
        switch (operation.Model.Reply)
        {
            case ReplyForm.Head:
                WriteReply("2XX", description ?? "The implementation chooses status and headers.", null);
                break;
            case ReplyForm.Whole:
                WriteReply("2XX", description ?? "The implementation chooses status and headers.", hasBody ? () => WriteValue(((INamedTypeSymbol)result!).TypeArguments[0]) : null);
                break;
            case ReplyForm.WholeStream:
                WriteReply("2XX", description ?? "Whatever it is, with a status, headers and a content type that the implementation chooses.", hasBody ? WriteBinary : null);
                break;
            case ReplyForm.Stream:
                WriteReply("200", description ?? "Whatever it is, while it comes.", WriteBinary);
                break;
            default:
                if (operation.Model.Operation.IsStream)
                {
                    WriteReply("200", description ?? "Items, each as soon as there is one, in the form that Accept asks for.", () => WriteItems(result!));
                }
                else if (result is null)
                {
                    WriteReply("204", description ?? "Done.", null);
                }
                else
                {
                    WriteReply("200", description ?? "Done.", () => WriteValue(result));
                }

                break;
        }
    }

    private void WriteValue(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Byte })
        {
            WriteBinary();
            return;
        }

        using (_json.Object(Json))
        {
            schemas.Write("schema", payloads.Read(type));
        }
    }

    private void WriteItems(ITypeSymbol item)
    {
        var type = payloads.Read(item);
        using (_json.Object(Json))
        {
            schemas.Write("schema", new PayloadType(PayloadKind.List, "", Element: type));
        }

        foreach (var (contentType, description) in new[]
        {
            ("application/x-ndjson", "Lines, each of them an item as JSON."), ("text/event-stream", "Server-sent events, whose data are items as JSON."),
        })
        {
            using (_json.Object(contentType))
            using (_json.Object("schema"))
            {
                _json.Property("type", "string").Property("description", description);
                schemas.Write("contentSchema", type);
            }
        }
    }

    private void WriteBinary()
    {
        using (_json.Object(Binary))
        {
        }
    }

    private void WriteReply(string status, string description, Action? content)
    {
        using (_json.Object(status))
        {
            _json.Property("description", description);
            if (content is not null)
            {
                using (_json.Object("content"))
                {
                    content();
                }
            }
        }
    }

    private IEnumerable<ErrorReply> ErrorsOf(HttpOperation operation)
    {
        if (operation.Model.Arguments.Count > 0)
        {
            yield return ErrorReply.BadRequest;
        }

        if (operation.Model.Arguments.Any(BodyWriter.IsOfBody))
        {
            yield return ErrorReply.ContentTooLarge;
            yield return ErrorReply.UnsupportedMediaType;
        }

        if (isSupervised)
        {
            yield return ErrorReply.Unavailable;
        }

        yield return ErrorReply.GatewayTimeout;
        yield return operation.Model.Reply is ReplyForm.Plain or ReplyForm.Stream ? ErrorReply.Refused : ErrorReply.Other;
    }

    private void WriteProblem()
    {
        using (_json.Object("application/problem+json"))
        using (_json.Object("schema"))
        {
            _json.Property("$ref", "#/components/schemas/" + Problem);
        }
    }
}
