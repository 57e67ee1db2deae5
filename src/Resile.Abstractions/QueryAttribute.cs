namespace Resile;

/// <summary>Sends a parameter in the query string.</summary>
/// <param name="name">The name of the query parameter; the parameter's own by default.</param>
/// <remarks>
/// Null is left out. The elements of an array or list are sent one by one under the same name. Numbers and dates are written
/// independently of the culture (dates as in ISO 8601), enumerations by name. Of an object that is no simple value, each public property is
/// sent, by its name in camel case or its <c>[JsonPropertyName]</c>, behind <c>name.</c> where a name is given; of a dictionary of texts, each entry.
/// </remarks>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class QueryAttribute(string? name = null) : Attribute
{
    /// <summary>Gets the name of the query parameter; null for the parameter's own.</summary>
    public string? Name { get; } = name;

    /// <summary>Gets or sets the format of a single value, as in <c>yyyy-MM-dd</c>.</summary>
    public string? Format { get; set; }

    /// <summary>Gets or sets how the elements of a list are sent.</summary>
    public CollectionFormat Collection { get; set; }
}
