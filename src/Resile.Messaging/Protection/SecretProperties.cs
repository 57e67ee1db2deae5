using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Resile.Messaging.Protection;

/// <summary>Finds the properties of messages that carry <c>[Secret]</c>.</summary>
internal sealed class SecretProperties(KeyRing keys)
{
    /// <summary>Lets the secret properties of a type be encrypted. Called once for each type.</summary>
    public void Protect(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            // On a positional record the attribute may stand on the parameter that the property is made of.
            if (property.AttributeProvider?.IsDefined(typeof(SecretAttribute), inherit: true) == true
                || property.AssociatedParameter?.AttributeProvider?.IsDefined(typeof(SecretAttribute), inherit: true) == true)
            {
                property.CustomConverter = CreateConverter(property);
            }
        }
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The converter has no members that it finds by name.")]
    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "The converter asks nothing of its type.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Messaging stands on MassTransit, which is not for native compilation.")]
    private JsonConverter CreateConverter(JsonPropertyInfo property) => (JsonConverter)Activator.CreateInstance(
        typeof(SecretConverter<>).MakeGenericType(property.PropertyType),
        keys,
        property.Name,
        FormerNamesOf(property),
        property.Options.GetTypeInfo(property.PropertyType))!;

    // As [RenamedFrom] has them, and as they were written: it may name the member of old, and what was encrypted belongs to the name on the wire.
    private static string[] FormerNamesOf(JsonPropertyInfo property)
    {
        var attributes = new[] { property.AttributeProvider, property.AssociatedParameter?.AttributeProvider }
            .SelectMany(static provider => provider?.GetCustomAttributes(typeof(RenamedFromAttribute), inherit: true) ?? [])
            .Cast<RenamedFromAttribute>();
        return [.. attributes.SelectMany(attribute => new[] { attribute.Name, property.Options.PropertyNamingPolicy?.ConvertName(attribute.Name) ?? attribute.Name })
            .Distinct(StringComparer.Ordinal)];
    }
}
