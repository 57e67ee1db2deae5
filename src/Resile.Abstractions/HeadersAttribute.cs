namespace Resile;

/// <summary>Sends headers that never change, with every call of an operation or of all operations of a contract.</summary>
/// <param name="headers">The headers, as in <c>X-Api-Version: 2</c>.</param>
/// <remarks>
/// A header of an operation takes the place of the contract's of the same name; one without a value and colon takes it away. A parameter that carries <see cref="HeaderAttribute"/>
/// and is not null goes before both. Servers are not held to them.
/// </remarks>
[AttributeUsage(AttributeTargets.Interface | AttributeTargets.Method)]
public sealed class HeadersAttribute(params string[] headers) : Attribute
{
    /// <summary>Gets the headers.</summary>
    public IReadOnlyList<string> Headers { get; } = headers;
}
