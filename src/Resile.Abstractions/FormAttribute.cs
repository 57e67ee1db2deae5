namespace Resile;

/// <summary>Sends a parameter in the body of the request, as fields of a form (<c>application/x-www-form-urlencoded</c>).</summary>
/// <param name="name">The name of the field; the parameter's own by default.</param>
/// <remarks>
/// A simple value is one field, and a list of them one for each. Of any other object, each public property is a field, by its name in camel case or its <c>[JsonPropertyName]</c>; of
/// a dictionary of texts, each entry. Null is left out. A page in a browser can be made to send forms to anybody: a server that knows its callers by cookies has to ask for more.
/// </remarks>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class FormAttribute(string? name = null) : Attribute
{
    /// <summary>Gets the name of the field; null for the parameter's own.</summary>
    public string? Name { get; } = name;
}
