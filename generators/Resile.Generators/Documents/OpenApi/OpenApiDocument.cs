using System.Globalization;
using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Documents.Schemas;
using Resile.Generators.LoadBalancing;
using Resile.Generators.Payloads;
using Resile.Generators.Text;

namespace Resile.Generators.Documents.OpenApi;

/// <summary>Writes a contract that travels over HTTP as a document of OpenAPI 3.1.</summary>
internal sealed class OpenApiDocument
{
    private readonly INamedTypeSymbol _contract;
    private readonly LoadBalancedModel _model;
    private readonly IReadOnlyList<HttpOperation> _operations;
    private readonly PayloadReader _payloads = new(hasSummaries: true);
    private readonly string _version;

    private OpenApiDocument(INamedTypeSymbol contract, LoadBalancedModel model, CancellationToken cancellationToken)
    {
        _contract = contract;
        _model = model;
        _operations = HttpOperation.Of(contract, model, cancellationToken);
        _version = contract.ContainingAssembly.Identity.Version.ToString(3);
    }

    /// <summary>Writes the document; null of a contract that travels otherwise, or that nothing can be generated for.</summary>
    public static string? Of(INamedTypeSymbol contract, CancellationToken cancellationToken)
    {
        var model = LoadBalancedParser.Parse(contract, cancellationToken);
        if (model.IsFramed || model.Contract.Refusal is not null)
        {
            return null;
        }

        // Only when all types are known can each get a name; so it is written twice.
        var document = new OpenApiDocument(contract, model, cancellationToken);
        document.Write(new SchemaNames([]));
        return document.Write(new SchemaNames(document._payloads.Definitions));
    }

    private string Write(SchemaNames names)
    {
        var json = new JsonText();
        var schemas = new SchemaWriter(json, names);
        using (json.Object())
        {
            json.Property("openapi", "3.1.0");
            WriteInfo(json);
            using (json.Object("paths"))
            {
                foreach (var path in _operations.GroupBy(static operation => operation.Path, StringComparer.Ordinal))
                {
                    WritePath(schemas, path.Key, [.. path]);
                }
            }

            using (json.Object("components"))
            {
                ReplyWriterOver(schemas).WriteErrors(_operations);
                using (json.Object("schemas"))
                {
                    ReplyWriter.WriteProblemSchema(json);
                    schemas.WriteAll(_payloads.Definitions);
                }
            }
        }

        return json.ToString();
    }

    private void WriteInfo(JsonText json)
    {
        using (json.Object("info"))
        {
            json.Property("title", _model.Contract.Name);
            if (Summaries.Of(_contract) is { } summary)
            {
                json.Property("description", summary);
            }

            json.Property("version", _version).Property("x-resile-contract", _model.Contract.DisplayName).Property("x-resile-service", _model.Service);
        }
    }

    private void WritePath(SchemaWriter schemas, string path, HttpOperation[] operations)
    {
        using (schemas.Json.Object(path))
        {
            foreach (var operation in operations.Where(static operation => !operation.IsElsewhere))
            {
                WriteOperation(schemas, operation.Model.Verb.ToLowerInvariant(), operation);
            }

            var elsewhere = operations.Where(static operation => operation.IsElsewhere).ToArray();
            if (elsewhere.Length > 0)
            {
                using (schemas.Json.Object("x-resile-operations"))
                {
                    foreach (var operation in elsewhere)
                    {
                        WriteOperation(schemas, operation.Heading, operation);
                    }
                }
            }
        }
    }

    private void WriteOperation(SchemaWriter schemas, string name, HttpOperation operation)
    {
        var json = schemas.Json;
        using (json.Object(name))
        {
            json.Property("operationId", OperationIds.Of(operation.Model.Operation, _operations.Select(static each => each.Model.Operation)));
            if (Summaries.Of(operation.Method) is { } summary)
            {
                json.Property("summary", summary);
            }

            json.Property("description", Promise(operation.Model));
            if (operation.Model.Operation.IsObsolete || _model.Contract.IsObsolete)
            {
                json.Property("deprecated", true);
            }

            new ParameterWriter(schemas).Write(operation);
            new BodyWriter(schemas, _payloads).Write(operation);
            ReplyWriterOver(schemas).Write(operation);
        }
    }

    private ReplyWriter ReplyWriterOver(SchemaWriter schemas) =>
        new(schemas, _payloads, isSupervised: AttributeReader.Find(_contract, KnownTypes.AutoRecoverAttribute) is not null);

    private static string Promise(BalancedOperationModel model)
    {
        var repeat = model.MayRepeat ? "Idempotent: a call that fails may be sent again." : "Not sent again where it may have been carried out.";
        var deadline = model.Operation.Deadline is { } limit ? $" Deadline: {limit.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s." : "";
        var headers = model.Arguments.Any(static argument => argument.Place == ArgumentPlace.HeaderMap) ? " Takes any headers." : "";
        return repeat + deadline + headers + (model.Gather is { } gather ? " " + gather.Promise : "");
    }
}
