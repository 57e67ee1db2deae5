using Resile.Generators.Payloads;
using Resile.Generators.Text;

namespace Resile.Generators.Documents.Schemas;

/// <summary>What is to be said of a value beside what its type is.</summary>
/// <param name="Description">A sentence; null for none.</param>
/// <param name="IsObsolete">Whether it is obsolete.</param>
/// <param name="IsReadOnly">Whether it is written, but not read.</param>
/// <param name="IsWriteOnly">Whether it is read, but not written.</param>
/// <param name="Constraints">What holds for it.</param>
internal sealed record SchemaFacts(
    string? Description = null,
    bool IsObsolete = false,
    bool IsReadOnly = false,
    bool IsWriteOnly = false,
    EquatableArray<PayloadConstraint> Constraints = default)
{
    /// <summary>Gets what says nothing.</summary>
    public static SchemaFacts None { get; } = new();

    /// <summary>Gets whether it says nothing.</summary>
    public bool IsEmpty => Equals(None);

    /// <summary>Writes it into a schema.</summary>
    public void Write(JsonText json)
    {
        foreach (var constraint in Constraints)
        {
            json.Raw(constraint.Keyword, constraint.Json);
        }

        if (Description is not null)
        {
            json.Property("description", Description);
        }

        foreach (var (keyword, isSo) in new[] { ("deprecated", IsObsolete), ("readOnly", IsReadOnly), ("writeOnly", IsWriteOnly) })
        {
            if (isSo)
            {
                json.Property(keyword, true);
            }
        }
    }
}
