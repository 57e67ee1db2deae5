using System.ComponentModel;
using System.Net;
using System.Text.Json;

namespace Resile.LoadBalancing.Hosting;

/// <summary>A part of a form, which generated code reads as what the contract says it is.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct PartArgument
{
    private readonly string _name;
    private readonly IReadOnlyList<FilePart> _files;
    private readonly string? _text;
    private readonly JsonSerializerOptions _json;
    private readonly CancellationToken _cancellationToken;

    /// <summary>Describes a part.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="files">The files of that name.</param>
    /// <param name="text">Its text, where it is no file.</param>
    /// <param name="json">How JSON is read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public PartArgument(string name, IReadOnlyList<FilePart> files, string? text, JsonSerializerOptions json, CancellationToken cancellationToken)
    {
        _name = name;
        _files = files;
        _text = text;
        _json = json;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Reads a file that must be there.</summary>
    /// <exception cref="CallRefusedException">It is missing.</exception>
    public FilePart AsFile() => AsOptionalFile() ?? throw Missing();

    /// <summary>Reads a file that may be missing.</summary>
    public FilePart? AsOptionalFile() => _files.Count > 0 ? _files[0] : null;

    /// <summary>Reads all files.</summary>
    public IReadOnlyList<FilePart> AsFiles() => _files;

    /// <summary>Reads the content of a file that must be there.</summary>
    /// <exception cref="CallRefusedException">It is missing.</exception>
    public Stream AsStream() => AsFile().Content;

    /// <summary>Reads the content of a file that may be missing.</summary>
    public Stream? AsOptionalStream() => AsOptionalFile()?.Content;

    /// <summary>Reads the bytes of a file that must be there.</summary>
    /// <exception cref="CallRefusedException">It is missing.</exception>
    public async ValueTask<byte[]> AsBytesAsync()
    {
        var missing = Missing();
        return await AsOptionalBytesAsync().ConfigureAwait(false) ?? throw missing;
    }

    /// <summary>Reads the bytes of a file that may be missing.</summary>
    public async ValueTask<byte[]?> AsOptionalBytesAsync()
    {
        if (AsOptionalFile() is not { } file)
        {
            return null;
        }

        using var buffer = new MemoryStream();
        await file.Content.CopyToAsync(buffer, _cancellationToken).ConfigureAwait(false);
        return buffer.ToArray();
    }

    /// <summary>Reads JSON that must be there.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <exception cref="CallRefusedException">It is missing, null or no JSON of such a value.</exception>
    public T AsJson<T>() => AsOptionalJson<T>() ?? throw Missing();

    /// <summary>Reads JSON that may be missing.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <exception cref="CallRefusedException">It is no JSON of such a value.</exception>
    public T? AsOptionalJson<T>()
    {
        if (_text is null)
        {
            return default(T) is null ? default : throw Missing();
        }

        try
        {
            return JsonSerializer.Deserialize(_text, _json.TypeInfoOf<T>());
        }
        catch (JsonException exception)
        {
            throw new CallRefusedException(HttpStatusCode.BadRequest, $"The part '{_name}' is no JSON of a {typeof(T).Name}: see '{exception.Path ?? "$"}'.");
        }
    }

    private CallRefusedException Missing() => new(HttpStatusCode.BadRequest, $"The part '{_name}' is missing.");
}
