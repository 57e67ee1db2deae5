namespace Resile;

/// <summary>Sends a parameter as a header.</summary>
/// <param name="name">The header's name, as in <c>X-Tenant</c>.</param>
/// <remarks>Null is left out. The value must consist of visible ASCII characters, spaces and tabs.</remarks>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class HeaderAttribute(string name) : Attribute
{
    /// <summary>Gets the header's name.</summary>
    public string Name { get; } = name;
}
