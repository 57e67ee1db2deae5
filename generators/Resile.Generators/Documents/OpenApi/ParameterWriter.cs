using Microsoft.CodeAnalysis;
using Resile.Generators.Documents.Schemas;
using Resile.Generators.LoadBalancing;
using Resile.Generators.Payloads;
using Resile.Generators.Text;

namespace Resile.Generators.Documents.OpenApi;

/// <summary>Writes the parameters of an operation: those of its path, its query and its headers.</summary>
internal sealed class ParameterWriter(SchemaWriter schemas)
{
    // OpenAPI has other words for them.
    private static readonly string[] Elsewhere = ["Accept", "Authorization", "Content-Type"];

    private readonly JsonText _json = schemas.Json;

    /// <summary>Writes them, if there are any.</summary>
    public void Write(HttpOperation operation)
    {
        var arguments = operation.Model.Arguments.Where(static argument => argument.Place is ArgumentPlace.Route or ArgumentPlace.Query or ArgumentPlace.Header).ToArray();
        var headers = operation.Model.Headers.Where(static header => !Elsewhere.Contains(header.Name, StringComparer.OrdinalIgnoreCase)).ToArray();
        if (arguments.Length + headers.Length == 0)
        {
            return;
        }

        using (_json.Array("parameters"))
        {
            foreach (var argument in arguments)
            {
                Write(operation, argument, operation.Method.Parameters.First(each => each.Name == argument.Parameter.DeclaredName));
            }

            foreach (var header in headers)
            {
                using (Begin(header.Name, "header", isRequired: false, "Generated clients always send it."))
                using (_json.Object("schema"))
                {
                    _json.Property("type", "string").Property("const", header.Value);
                }
            }
        }
    }

    private void Write(HttpOperation operation, ArgumentModel argument, IParameterSymbol symbol)
    {
        var description = Summaries.OfParameter(symbol);
        if (argument.Content == ContentForm.Map)
        {
            using (Begin(argument.WireName, "query", isRequired: false, description ?? "Any other parameters of the query."))
            {
                _json.Property("style", "form").Property("explode", true);
                using (_json.Object("schema"))
                {
                    _json.Property("type", "object");
                    using (_json.Object("additionalProperties"))
                    {
                        _json.Property("type", "string");
                    }
                }
            }
        }
        else if (argument.Shape is { } shape)
        {
            var properties = ObjectShapes.PropertiesOf(symbol.Type).ToArray();
            foreach (var property in shape.Properties)
            {
                var source = properties.First(each => Contracts.TypeNames.Identifier(each.Name) == property.Name);
                using (Begin(property.WireName, "query", IsRequired(property.Form, property.IsNullable), Summaries.Of(source)))
                {
                    schemas.Write("schema", TextSchemas.Of(source.Type), new SchemaFacts(Constraints: PayloadConstraints.Of(source, source.Type)));
                }
            }
        }
        else
        {
            WriteSimple(operation, argument, symbol, description);
        }
    }

    private void WriteSimple(HttpOperation operation, ArgumentModel argument, IParameterSymbol symbol, string? description)
    {
        var isRoute = argument.Place == ArgumentPlace.Route;
        var part = isRoute ? operation.Model.Path.First(each => each.IsParameter && each.Text == argument.WireName) : null;
        var name = isRoute ? operation.RouteNames[argument.WireName] : argument.WireName;
        description = part is { IsRest: true } ? Sentences(description, "It may have several segments, with slashes between them.")
            : argument.Format is not null ? Sentences(description, $"Written as '{argument.Format}'.")
            : argument.Separator == "\t" ? Sentences(description, "Several values, with tabulators between them.")
            : description;
        using (Begin(name, isRoute ? "path" : argument.Place == ArgumentPlace.Query ? "query" : "header", isRoute || IsRequired(argument.Form, argument.IsNullable), description))
        {
            if (argument.Separator is { } separator && separator != "\t")
            {
                _json.Property("style", separator switch { " " => "spaceDelimited", "|" => "pipeDelimited", _ => "form" }).Property("explode", false);
            }

            var constraints = part is null ? PayloadConstraints.Of(symbol, symbol.Type) : TextSchemas.OfRoute(part.Constraint);
            var type = argument.Format is not null || argument.Separator == "\t" ? new PayloadType(PayloadKind.Text, "") : TextSchemas.Of(symbol.Type);
            var format = constraints.Any(static each => each.Keyword == "format") ? null : type.Format;
            schemas.Write("schema", type with { Format = format }, new SchemaFacts(Constraints: constraints));
        }
    }

    private JsonText.Scope Begin(string name, string place, bool isRequired, string? description)
    {
        var scope = _json.Object();
        _json.Property("name", name).Property("in", place);
        if (description is not null)
        {
            _json.Property("description", description);
        }

        if (isRequired)
        {
            _json.Property("required", true);
        }

        return scope;
    }

    // What is missing of a list is an empty one.
    private static bool IsRequired(ArgumentForm form, bool isNullable) => !isNullable && !form.IsCollection;

    private static string Sentences(string? first, string second) => first is null ? second : first + " " + second;
}
