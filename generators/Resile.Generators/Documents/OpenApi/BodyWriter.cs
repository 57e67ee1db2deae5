using Microsoft.CodeAnalysis;
using Resile.Generators.Documents.Schemas;
using Resile.Generators.LoadBalancing;
using Resile.Generators.Payloads;
using Resile.Generators.Text;

namespace Resile.Generators.Documents.OpenApi;

/// <summary>Writes the body of a request.</summary>
internal sealed class BodyWriter(SchemaWriter schemas, PayloadReader payloads)
{
    private readonly JsonText _json = schemas.Json;

    /// <summary>Writes it, if there is one.</summary>
    public void Write(HttpOperation operation)
    {
        var arguments = operation.Model.Arguments.Where(IsOfBody).ToArray();
        if (arguments.Length == 0)
        {
            return;
        }

        using (_json.Object("requestBody"))
        {
            if (arguments[0].Place == ArgumentPlace.Body)
            {
                WriteWhole(arguments[0], SymbolOf(operation, arguments[0]));
            }
            else
            {
                WriteForm(operation, arguments);
            }
        }
    }

    /// <summary>Tells whether an argument travels in the body.</summary>
    public static bool IsOfBody(ArgumentModel argument) => argument.Place is ArgumentPlace.Body or ArgumentPlace.Form or ArgumentPlace.Part;

    private void WriteWhole(ArgumentModel argument, IParameterSymbol symbol)
    {
        if (Summaries.OfParameter(symbol) is { } description)
        {
            _json.Property("description", description);
        }

        if (!argument.IsNullable)
        {
            _json.Property("required", true);
        }

        using (_json.Object("content"))
        using (_json.Object(argument.ContentType ?? (argument.Content == ContentForm.Json ? "application/json" : "application/octet-stream")))
        {
            if (argument.Content == ContentForm.Json)
            {
                schemas.Write("schema", payloads.Read(symbol.Type));
            }
            else if (argument.Content == ContentForm.Text)
            {
                schemas.Write("schema", new PayloadType(PayloadKind.Text, ""));
            }
        }
    }

    private void WriteForm(HttpOperation operation, ArgumentModel[] arguments)
    {
        var isMultipart = arguments[0].Place == ArgumentPlace.Part;
        var fields = arguments.SelectMany(argument => FieldsOf(argument, SymbolOf(operation, argument))).ToArray();
        _json.Property("required", true);
        using (_json.Object("content"))
        using (_json.Object(isMultipart ? "multipart/form-data" : "application/x-www-form-urlencoded"))
        {
            using (_json.Object("schema"))
            {
                WriteFields(fields, arguments.Any(static argument => argument.Content == ContentForm.Map));
            }

            var parts = arguments.Where(static argument => argument is { Place: ArgumentPlace.Part, Content: ContentForm.Json }).ToArray();
            if (parts.Length > 0)
            {
                using (_json.Object("encoding"))
                {
                    foreach (var part in parts)
                    {
                        using (_json.Object(part.WireName))
                        {
                            _json.Property("contentType", "application/json");
                        }
                    }
                }
            }
        }
    }

    private void WriteFields(FormField[] fields, bool hasOthers)
    {
        _json.Property("type", "object");
        if (fields.Any(static field => field.IsRequired))
        {
            _json.Property("required", fields.Where(static field => field.IsRequired).Select(static field => field.Name));
        }

        if (fields.Length > 0)
        {
            using (_json.Object("properties"))
            {
                foreach (var field in fields)
                {
                    schemas.Write(field.Name, field.Type, field.Facts);
                }
            }
        }

        if (hasOthers)
        {
            schemas.Write("additionalProperties", new PayloadType(PayloadKind.Text, ""));
        }
    }

    private IEnumerable<FormField> FieldsOf(ArgumentModel argument, IParameterSymbol symbol)
    {
        if (argument.Content == ContentForm.Map)
        {
            return [];
        }

        if (argument.Shape is { } shape)
        {
            var properties = ObjectShapes.PropertiesOf(symbol.Type).ToArray();
            return shape.Properties.Select(property =>
            {
                var source = properties.First(each => Contracts.TypeNames.Identifier(each.Name) == property.Name);
                return new FormField(property.WireName, TextSchemas.Of(source.Type), !property.IsNullable && !property.Form.IsCollection,
                    new SchemaFacts(Summaries.Of(source), Constraints: PayloadConstraints.Of(source, source.Type)));
            });
        }

        var type = argument.Content switch
        {
            ContentForm.File or ContentForm.Bytes or ContentForm.Stream => FormField.File,
            ContentForm.Files => new PayloadType(PayloadKind.List, "", Element: FormField.File),
            ContentForm.Json => payloads.Read(symbol.Type),
            _ => TextSchemas.Of(symbol.Type),
        };
        var isList = argument.Content == ContentForm.Files || (argument.Form.IsCollection && argument.Content == ContentForm.Simple);
        return [new FormField(argument.WireName, type, !argument.IsNullable && !isList,
            new SchemaFacts(Summaries.OfParameter(symbol), Constraints: PayloadConstraints.Of(symbol, symbol.Type)))];
    }

    private static IParameterSymbol SymbolOf(HttpOperation operation, ArgumentModel argument) =>
        operation.Method.Parameters.First(each => each.Name == argument.Parameter.DeclaredName);
}
