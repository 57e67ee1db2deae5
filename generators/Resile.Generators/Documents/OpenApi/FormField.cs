using Resile.Generators.Documents.Schemas;
using Resile.Generators.Payloads;
using Resile.Generators.Text;

namespace Resile.Generators.Documents.OpenApi;

/// <summary>A field or part of a form.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsRequired">Whether it must be there.</param>
/// <param name="Facts">What else is to be said of it.</param>
internal sealed record FormField(string Name, PayloadType Type, bool IsRequired, SchemaFacts Facts)
{
    /// <summary>Gets the type of a file.</summary>
    public static PayloadType File { get; } = new(
        PayloadKind.Text, "", Constraints: new[] { new PayloadConstraint("contentMediaType", JsonText.Quote("application/octet-stream")) }.ToEquatableArray());
}
