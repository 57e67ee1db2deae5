namespace Resile;

/// <summary>Sends a parameter as a part of the body of the request (<c>multipart/form-data</c>).</summary>
/// <param name="name">The name of the part; the parameter's own by default.</param>
/// <remarks>
/// A <see cref="FilePart"/>, or a list of them, is a file with its name and content type; bytes and streams are files named like their part; a simple value is text; everything else is
/// JSON. Null is left out.
/// </remarks>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class PartAttribute(string? name = null) : Attribute
{
    /// <summary>Gets the name of the part; null for the parameter's own.</summary>
    public string? Name { get; } = name;
}
