using Resile.Generators.Payloads;
using Resile.Generators.Text;

namespace Resile.Generators.Documents.Schemas;

/// <summary>What encrypted parts of messages look like.</summary>
internal static class SecretSchema
{
    /// <summary>Gets the type of an encrypted property: one text, whatever the property is.</summary>
    public static PayloadType Property { get; } = new(
        PayloadKind.Text, "string", Constraints: new[] { new PayloadConstraint("pattern", JsonText.Quote("^\\$secret:")) }.ToEquatableArray());

    /// <summary>Writes the schema of a message that is encrypted whole.</summary>
    public static void WriteMessage(JsonText json, string name)
    {
        using (json.Object(name))
        {
            json.Property("type", "object").Property("required", ["$secret"]).Property("description", "Encrypted whole: who handles it has the key.");
            using (json.Object("properties"))
            using (json.Object("$secret"))
            {
                json.Property("type", "string");
            }
        }
    }
}
