namespace Resile;

/// <summary>Sends a parameter as the body of the request.</summary>
/// <param name="contentType">
/// Its content type. By default bytes and streams travel as they are (<c>application/octet-stream</c>), everything else as JSON; a text that has a content type other than JSON
/// travels as it is, too.
/// </param>
/// <remarks>A stream is read once, and left open. A call whose stream was read is sent again only if the stream can be rewound.</remarks>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class BodyAttribute(string? contentType = null) : Attribute
{
    /// <summary>Gets the content type; null for the default.</summary>
    public string? ContentType { get; } = contentType;
}
