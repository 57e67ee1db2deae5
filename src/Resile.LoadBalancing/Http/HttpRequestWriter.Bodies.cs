using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Resile.LoadBalancing.Http;

public ref partial struct HttpRequestWriter
{
    private const string Json = "application/json; charset=utf-8";
    private const string Binary = "application/octet-stream";

    /// <summary>Writes the body, in JSON.</summary>
    /// <param name="value">The argument.</param>
    /// <typeparam name="T">Its type.</typeparam>
    public readonly void Body<T>(T value) => Body(value, Json);

    /// <summary>Writes the body, in JSON, under another content type.</summary>
    /// <param name="value">The argument.</param>
    /// <param name="contentType">The content type.</param>
    /// <typeparam name="T">Its type.</typeparam>
    public readonly void Body<T>(T value, string contentType) => _request.Content = Typed(JsonOf(value), contentType);

    /// <summary>Writes the body as text.</summary>
    /// <param name="value">The argument; null is empty.</param>
    /// <param name="contentType">The content type; the text travels in UTF-8.</param>
    public readonly void TextBody(string? value, string contentType) =>
        _request.Content = Typed(new ByteArrayContent(Encoding.UTF8.GetBytes(value ?? "")), contentType.Contains("charset", StringComparison.OrdinalIgnoreCase) ? contentType : contentType + "; charset=utf-8");

    /// <summary>Writes the body as it is.</summary>
    /// <param name="value">The argument; null is empty.</param>
    /// <param name="contentType">The content type.</param>
    public readonly void BytesBody(byte[]? value, string contentType = Binary) => _request.Content = Typed(new ByteArrayContent(value ?? []), contentType);

    /// <summary>Writes the body out of a stream, which is left open.</summary>
    /// <param name="value">The argument; null is empty.</param>
    /// <param name="contentType">The content type.</param>
    public readonly void StreamBody(Stream? value, string contentType = Binary) =>
        _request.Content = Typed(value is null ? new ByteArrayContent([]) : new StreamBody(value), contentType);

    /// <summary>Makes the body a form, be it one without fields.</summary>
    public void BeginForm() => _fields = [];

    /// <summary>Makes the body a form of several parts, be it one without any.</summary>
    public void BeginParts() => _parts = new MultipartFormDataContent();

    /// <summary>Writes a field of a form; null is left out.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">The argument.</param>
    /// <typeparam name="T">Its type: a simple one.</typeparam>
    public void Field<T>(string name, T value)
    {
        if (value is not null)
        {
            _fields!.Add(new(name, ValueText.Of(value)));
        }
    }

    /// <summary>Writes a field of a form; null is left out.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">The argument.</param>
    /// <typeparam name="T">Its type: a simple one.</typeparam>
    public void Field<T>(string name, T? value)
        where T : struct
    {
        if (value.HasValue)
        {
            Field(name, value.GetValueOrDefault());
        }
    }

    /// <summary>Writes the elements of an argument as fields of one name; nulls are left out.</summary>
    /// <param name="name">Their name.</param>
    /// <param name="values">The argument; null is left out.</param>
    /// <typeparam name="T">The type of an element: a simple one.</typeparam>
    public void FieldAll<T>(string name, IEnumerable<T>? values)
    {
        foreach (var value in values ?? [])
        {
            Field(name, value);
        }
    }

    /// <summary>Writes the entries of a dictionary as fields.</summary>
    /// <param name="fields">Their names and values; null for none.</param>
    public void Fields(IEnumerable<KeyValuePair<string, string>>? fields)
    {
        foreach (var (name, value) in fields ?? [])
        {
            Field(name, value);
        }
    }

    /// <summary>Writes a part that is text; null is left out.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">The argument.</param>
    /// <typeparam name="T">Its type: a simple one.</typeparam>
    public void Part<T>(string name, T value)
    {
        if (value is not null)
        {
            Add(new ByteArrayContent(Encoding.UTF8.GetBytes(ValueText.Of(value))), "text/plain; charset=utf-8", name);
        }
    }

    /// <summary>Writes a part that is text; null is left out.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">The argument.</param>
    /// <typeparam name="T">Its type: a simple one.</typeparam>
    public void Part<T>(string name, T? value)
        where T : struct
    {
        if (value.HasValue)
        {
            Part(name, value.GetValueOrDefault());
        }
    }

    /// <summary>Writes the elements of an argument as parts of one name; nulls are left out.</summary>
    /// <param name="name">Their name.</param>
    /// <param name="values">The argument; null is left out.</param>
    /// <typeparam name="T">The type of an element: a simple one.</typeparam>
    public void PartAll<T>(string name, IEnumerable<T>? values)
    {
        foreach (var value in values ?? [])
        {
            Part(name, value);
        }
    }

    /// <summary>Writes a part in JSON; null is left out.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">The argument.</param>
    /// <typeparam name="T">Its type.</typeparam>
    public void JsonPart<T>(string name, T value)
    {
        if (value is not null)
        {
            Add(JsonOf(value), Json, name);
        }
    }

    /// <summary>Writes a part as it is, as a file of its name; null is left out.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">The argument.</param>
    public void BytesPart(string name, byte[]? value)
    {
        if (value is not null)
        {
            Add(new ByteArrayContent(value), Binary, name, name);
        }
    }

    /// <summary>Writes a part out of a stream, which is left open, as a file of its name; null is left out.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">The argument.</param>
    public void StreamPart(string name, Stream? value)
    {
        if (value is not null)
        {
            Add(new StreamBody(value), Binary, name, name);
        }
    }

    /// <summary>Writes a file as a part; null is left out.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">The argument.</param>
    /// <exception cref="ArgumentException">Its name or content type cannot be sent.</exception>
    public void FilePart(string name, FilePart? value)
    {
        if (value is not null)
        {
            Add(new StreamBody(value.Content), value.ContentType, name, value.FileName);
        }
    }

    /// <summary>Writes files as parts of one name; nulls are left out.</summary>
    /// <param name="name">Their name.</param>
    /// <param name="values">The argument; null is left out.</param>
    /// <exception cref="ArgumentException">The name or content type of one cannot be sent.</exception>
    public void FileParts(string name, IEnumerable<FilePart?>? values)
    {
        foreach (var value in values ?? [])
        {
            FilePart(name, value);
        }
    }

    /// <summary>Ends the writing of the body.</summary>
    internal readonly void Complete()
    {
        if (_fields is not null)
        {
            _request.Content = new FormUrlEncodedContent(_fields);
        }
        else if (_parts is not null)
        {
            _request.Content = _parts;
        }
    }

    private static HttpContent Typed(HttpContent content, string contentType)
    {
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return content;
    }

    private readonly ByteArrayContent JsonOf<T>(T value) => new(JsonSerializer.SerializeToUtf8Bytes(value, _json.TypeInfoOf<T>()));

    private void Add(HttpContent content, string contentType, string name, string? fileName = null)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type))
        {
            throw new ArgumentException($"'{contentType}' is no content type of a part.", name);
        }

        content.Headers.ContentType = type;
        if (fileName?.AsSpan().ContainsAnyInRange('\0', '\x1f') == true || fileName?.Contains('"', StringComparison.Ordinal) == true)
        {
            throw new ArgumentException("The name of a file contains a quotation mark or a control character, which cannot be sent.", name);
        }

        if (fileName is null)
        {
            _parts!.Add(content, name);
        }
        else
        {
            _parts!.Add(content, name, fileName);
        }
    }
}
