namespace Resile;

/// <summary>A file in a form: a parameter that carries <see cref="PartAttribute"/>.</summary>
/// <remarks>It does not own its content: whoever made it disposes of that. What a server gets is gone when the call ends.</remarks>
public sealed class FilePart
{
    /// <summary>Initializes a file.</summary>
    /// <param name="content">What is in it.</param>
    /// <param name="fileName">Its name, without a path.</param>
    /// <param name="contentType">Its content type.</param>
    public FilePart(Stream content, string fileName, string contentType = "application/octet-stream")
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentException.ThrowIfNullOrEmpty(fileName);
        ArgumentException.ThrowIfNullOrEmpty(contentType);
        Content = content;
        FileName = fileName;
        ContentType = contentType;
    }

    /// <summary>Gets what is in it.</summary>
    public Stream Content { get; }

    /// <summary>Gets its name. What a server gets was chosen by the caller: it must not become a path.</summary>
    public string FileName { get; }

    /// <summary>Gets its content type.</summary>
    public string ContentType { get; }
}
