using Resile.Generators.Payloads;
using Resile.Generators.Text;

namespace Resile.Generators.Documents.Schemas;

/// <summary>Writes types as JSON Schema: keywords that mean the same in OpenAPI 3.1 and in AsyncAPI 3.</summary>
/// <param name="json">Where to.</param>
/// <param name="names">How the schemas of the document are named.</param>
/// <param name="hasSecrets">Whether properties that carry <c>[Secret]</c> travel encrypted.</param>
internal sealed class SchemaWriter(JsonText json, SchemaNames names, bool hasSecrets = false)
{
    /// <summary>Gets where it writes to.</summary>
    public JsonText Json => json;

    /// <summary>Writes the schema of a type.</summary>
    /// <param name="name">The property that it is; null in an array.</param>
    /// <param name="type">The type.</param>
    /// <param name="facts">What else is to be said of the value.</param>
    public void Write(string? name, PayloadType type, SchemaFacts? facts = null)
    {
        facts ??= SchemaFacts.None;
        using (json.Object(name))
        {
            if (type.Definition is not { } definition)
            {
                WriteInPlace(type, facts);
            }
            else if (type.IsNullable)
            {
                using (json.Array("anyOf"))
                {
                    WriteReference(definition);
                    using (json.Object())
                    {
                        json.Property("type", "null");
                    }
                }
            }
            else if (facts.IsEmpty)
            {
                json.Property("$ref", Path(definition));
            }
            else
            {
                // Beside a reference, AsyncAPI reads nothing.
                using (json.Array("allOf"))
                {
                    WriteReference(definition);
                }
            }

            facts.Write(json);
        }
    }

    /// <summary>Writes all schemas of a document, by their names.</summary>
    public void WriteAll(IEnumerable<PayloadDefinition> definitions)
    {
        foreach (var definition in definitions.OrderBy(definition => names.Of(definition.Name), StringComparer.Ordinal))
        {
            using (json.Object(names.Of(definition.Name)))
            {
                if (definition.Kind == PayloadKind.Enum)
                {
                    WriteEnumeration(definition);
                }
                else if (definition.Variants.Count > 0)
                {
                    WriteVariants(definition);
                }
                else
                {
                    WriteObject(definition);
                }

                WriteFacts(definition);
            }
        }
    }

    private void WriteReference(string definition)
    {
        using (json.Object())
        {
            json.Property("$ref", Path(definition));
        }
    }

    private string Path(string definition) => "#/components/schemas/" + names.Of(definition);

    private void WriteInPlace(PayloadType type, SchemaFacts facts)
    {
        if (NameOf(type.Kind) is { } kind)
        {
            _ = type.IsNullable ? json.Property("type", [kind, "null"]) : json.Property("type", kind);
        }

        if (type.Format is { } format)
        {
            json.Property("format", format);
        }

        foreach (var constraint in type.Constraints.Where(constraint => !facts.Constraints.Any(other => other.Keyword == constraint.Keyword)))
        {
            json.Raw(constraint.Keyword, constraint.Json);
        }

        if (type.Element is { } element)
        {
            Write(type.Kind == PayloadKind.List ? "items" : "additionalProperties", element);
        }
    }

    private static string? NameOf(PayloadKind kind) => kind switch
    {
        PayloadKind.Boolean => "boolean",
        PayloadKind.Integer => "integer",
        PayloadKind.Number => "number",
        PayloadKind.Text => "string",
        PayloadKind.List => "array",
        PayloadKind.Map or PayloadKind.Object => "object",
        _ => null,
    };

    private void WriteEnumeration(PayloadDefinition definition)
    {
        json.Property("type", definition.HasNames ? "string" : "integer");
        if (!definition.IsFlags)
        {
            var values = definition.Members.Select(member => definition.HasNames ? JsonText.Quote(member.JsonName) : member.Value).Distinct();
            json.Raw("enum", "[" + string.Join(", ", values) + "]");
        }

        if (!definition.HasNames)
        {
            // The extension by which generators of clients know the names.
            json.Property("x-enum-varnames", definition.Members.Select(static member => member.Name));
        }
    }

    private void WriteVariants(PayloadDefinition definition)
    {
        using (json.Array(definition.Variants.All(static variant => variant.Discriminator is not null) ? "oneOf" : "anyOf"))
        {
            foreach (var variant in definition.Variants)
            {
                using (json.Object())
                {
                    using (json.Array("allOf"))
                    {
                        if (variant.Type.Name == definition.Name)
                        {
                            using (json.Object())
                            {
                                WriteObject(definition);
                            }
                        }
                        else
                        {
                            WriteReference(variant.Type.Name);
                        }

                        if (variant.Discriminator is { } discriminator)
                        {
                            WriteDiscriminator(definition.Discriminator!, discriminator);
                        }
                    }
                }
            }
        }
    }

    private void WriteDiscriminator(string property, string value)
    {
        using (json.Object())
        {
            json.Property("type", "object").Property("required", [property]);
            using (json.Object("properties"))
            using (json.Object(property))
            {
                json.Raw("const", value);
            }
        }
    }

    private void WriteObject(PayloadDefinition definition)
    {
        json.Property("type", "object");
        var required = definition.Properties.Where(static property => property.Presence != PayloadPresence.Optional).Select(static property => property.JsonName).ToArray();
        if (required.Length > 0)
        {
            json.Property("required", required);
        }

        if (definition.Properties.Count > 0)
        {
            using (json.Object("properties"))
            {
                foreach (var property in definition.Properties)
                {
                    WriteProperty(property);
                }
            }
        }

        if (definition.IsClosed)
        {
            json.Property("additionalProperties", false);
        }
    }

    private void WriteProperty(PayloadProperty property)
    {
        var isSecret = hasSecrets && property.IsSecret;
        var facts = new SchemaFacts(property.Summary, property.IsObsolete, property.IsReadOnly, property.IsWriteOnly, isSecret ? default : property.Constraints);
        Write(property.JsonName, isSecret ? SecretSchema.Property : property.Type, facts);
    }

    private void WriteFacts(PayloadDefinition definition)
    {
        var flags = definition is { Kind: PayloadKind.Enum, IsFlags: true }
            ? "Several of: " + string.Join(", ", definition.Members.Select(static member => $"{member.Name} = {member.Value}")) + "."
            : null;
        new SchemaFacts(definition.Summary is null || flags is null ? definition.Summary ?? flags : definition.Summary + " " + flags, definition.IsObsolete).Write(json);
    }
}
