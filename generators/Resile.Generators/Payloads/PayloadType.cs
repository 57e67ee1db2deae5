using Resile.Generators.Text;

namespace Resile.Generators.Payloads;

/// <summary>A type as JSON has it, where something is of it.</summary>
/// <param name="Kind">What its values are.</param>
/// <param name="Name">Its name in C#, its own question mark left out.</param>
/// <param name="IsNullable">Whether a value may be null.</param>
/// <param name="Format">The format, as JSON Schema names it; null for none.</param>
/// <param name="Element">The type of the values of a list or a map; null for any other.</param>
/// <param name="Key">The type of the names of a map; null for any other.</param>
/// <param name="Constraints">What else holds for its values.</param>
internal sealed record PayloadType(
    PayloadKind Kind,
    string Name,
    bool IsNullable = false,
    string? Format = null,
    PayloadType? Element = null,
    PayloadType? Key = null,
    EquatableArray<PayloadConstraint> Constraints = default)
{
    /// <summary>Gets the name of the definition that says what it is; null where it says so itself.</summary>
    public string? Definition => Kind is PayloadKind.Object or PayloadKind.Enum ? Name : null;
}
