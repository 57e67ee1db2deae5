using System.Buffers;
using System.Collections.Frozen;
using System.ComponentModel;
using System.Globalization;
using System.Text.Json;

namespace Resile.LoadBalancing.Http;

/// <summary>Writes the request of one attempt from the arguments of the call; for generated code.</summary>
/// <remarks>
/// Values are written independently of the culture and escaped completely, so that no argument can change the shape of the
/// request: it can neither leave its segment of the path, nor add a query parameter or a header.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref partial struct HttpRequestWriter
{
    private static readonly SearchValues<char> HeaderCharacters = SearchValues.Create(
        ['\t', .. Enumerable.Range(' ', '~' - ' ' + 1).Select(static code => (char)code)]);

    // By these a caller could say where a request ends, or where it goes.
    private static readonly FrozenSet<string> Reserved = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "Connection", "Transfer-Encoding", "Upgrade", "Trailer", "TE", "Keep-Alive", "Proxy-Connection", "Expect", "Host");

    private readonly HttpRequestMessage _request;
    private readonly JsonSerializerOptions _json;
    private UriText _uri;
    private bool _hasQuery;
    private List<KeyValuePair<string, string>>? _fields;
    private MultipartFormDataContent? _parts;

    internal HttpRequestWriter(HttpRequestMessage request, JsonSerializerOptions json, Span<char> buffer)
    {
        _request = request;
        _json = json;
        _uri = new UriText(buffer);
    }

    /// <summary>Gets the hash of the key that decides which endpoint gets the call; null where nothing does.</summary>
    internal ulong? Key { get; private set; }

    /// <summary>Takes the hash of the key that decides which endpoint gets the call.</summary>
    /// <param name="key">What <see cref="HashKeys"/> made of the argument; null where it is null.</param>
    public void HashKey(ulong? key) => Key = key;

    /// <summary>Writes a part of the path that stands in the route's template.</summary>
    /// <param name="text">The part, which needs no escaping.</param>
    public void Path(string text) => _uri.Append(text);

    /// <summary>Writes an argument into the path.</summary>
    /// <param name="name">The name of the parameter, for the message if it cannot be sent.</param>
    /// <param name="value">The argument.</param>
    /// <typeparam name="T">Its type: a simple one.</typeparam>
    /// <exception cref="ArgumentException">The argument is null or empty, or a dot segment, which would name another path.</exception>
    public void Route<T>(string name, T value)
    {
        var start = _uri.Length;
        _uri.AppendValue(value);
        if (_uri.Length == start)
        {
            throw new ArgumentException("A part of a path cannot be null or empty: another operation would answer.", name);
        }

        if (_uri.EndsInDotSegment())
        {
            throw new ArgumentException("A part of a path cannot be '.' or '..': another operation would answer.", name);
        }
    }

    /// <summary>Writes an argument as the rest of the path: its slashes stay, all else is escaped.</summary>
    /// <param name="name">The name of the parameter, for the message if it cannot be sent.</param>
    /// <param name="value">The argument.</param>
    /// <exception cref="ArgumentException">A segment of the argument is empty or a dot segment, which would name another path.</exception>
    public void Rest(string name, string value)
    {
        var isFirst = true;
        foreach (var segment in (value ??= "").AsSpan().Split('/'))
        {
            _uri.Append(isFirst ? "" : "/");
            Route(name, value[segment]);
            isFirst = false;
        }
    }

    /// <summary>Writes an argument into the query; null is left out.</summary>
    /// <param name="name">The name of the query parameter, which needs no escaping.</param>
    /// <param name="value">The argument.</param>
    /// <typeparam name="T">Its type: a simple one.</typeparam>
    public void Query<T>(string name, T value)
    {
        if (value is not null)
        {
            _uri.Append(_hasQuery ? "&" : "?");
            _hasQuery = true;
            _uri.Append(name);
            _uri.Append("=");
            _uri.AppendValue(value);
        }
    }

    /// <summary>Writes an argument into the query; null is left out.</summary>
    /// <param name="name">The name of the query parameter, which needs no escaping.</param>
    /// <param name="value">The argument.</param>
    /// <typeparam name="T">Its type: a simple one.</typeparam>
    public void Query<T>(string name, T? value)
        where T : struct
    {
        if (value.HasValue)
        {
            Query(name, value.GetValueOrDefault());
        }
    }

    /// <summary>Writes the elements of an argument into the query, one by one under the same name; nulls are left out.</summary>
    /// <param name="name">The name of the query parameter, which needs no escaping.</param>
    /// <param name="values">The argument; null is left out.</param>
    /// <typeparam name="T">The type of an element: a simple one.</typeparam>
    public void QueryAll<T>(string name, IEnumerable<T>? values)
    {
        foreach (var value in values ?? [])
        {
            Query(name, value);
        }
    }

    /// <summary>Writes an argument into the query in a format of its own; null is left out.</summary>
    /// <param name="name">The name of the query parameter, which needs no escaping.</param>
    /// <param name="value">The argument.</param>
    /// <param name="format">The format.</param>
    /// <typeparam name="T">Its type.</typeparam>
    public void QueryFormatted<T>(string name, T value, string format)
        where T : IFormattable => Query(name, value?.ToString(format, CultureInfo.InvariantCulture));

    /// <summary>Writes an argument into the query in a format of its own; null is left out.</summary>
    /// <param name="name">The name of the query parameter, which needs no escaping.</param>
    /// <param name="value">The argument.</param>
    /// <param name="format">The format.</param>
    /// <typeparam name="T">Its type.</typeparam>
    public void QueryFormatted<T>(string name, T? value, string format)
        where T : struct, IFormattable => Query(name, value?.ToString(format, CultureInfo.InvariantCulture));

    /// <summary>Writes the entries of a dictionary into the query.</summary>
    /// <param name="values">Their names, which are escaped, and values; null for none.</param>
    public void Queries(IEnumerable<KeyValuePair<string, string>>? values)
    {
        foreach (var (name, value) in values ?? [])
        {
            Query(Uri.EscapeDataString(name), value);
        }
    }

    /// <summary>Writes the elements of an argument into the query, joined under one name; nulls are left out.</summary>
    /// <param name="name">The name of the query parameter, which needs no escaping.</param>
    /// <param name="values">The argument; null and none are left out.</param>
    /// <param name="separator">What stands between two of them.</param>
    /// <typeparam name="T">The type of an element: a simple one.</typeparam>
    /// <exception cref="ArgumentException">An element is empty, or contains what stands between two.</exception>
    public void QueryJoined<T>(string name, IEnumerable<T>? values, string separator)
    {
        var texts = (values ?? []).Where(static value => value is not null).Select(static value => ValueText.Of(value)).ToArray();
        if (Array.Exists(texts, text => text.Length == 0 || text.Contains(separator, StringComparison.Ordinal)))
        {
            throw new ArgumentException($"An element is empty or contains '{separator}', so the other side would read others. Send the list under the default, CollectionFormat.Multi.", name);
        }

        if (texts.Length > 0)
        {
            Query(name, string.Join(separator, texts));
        }
    }

    /// <summary>Writes a header; null is left out.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">The argument.</param>
    /// <typeparam name="T">Its type: a simple one.</typeparam>
    /// <exception cref="ArgumentException">
    /// The argument contains something else than visible ASCII characters, spaces and tabs, or the name is none of a request's header.
    /// </exception>
    public readonly void Header<T>(string name, T value)
    {
        if (value is null)
        {
            return;
        }

        var text = ValueText.Of(value);
        if (text.AsSpan().ContainsAnyExcept(HeaderCharacters))
        {
            // The value is left out of the message: headers carry secrets.
            throw new ArgumentException($"The value of header '{name}' contains a character that a header cannot carry. "
                + "Only visible ASCII characters, spaces and tabs can be sent.", name);
        }

        if (!_request.Headers.TryAddWithoutValidation(name, text))
        {
            throw new ArgumentException($"'{name}' is no header of a request: it describes a body, or contains a character that a name cannot. "
                + "Change the contract's [Header].", name);
        }
    }

    /// <summary>Writes a header; null is left out.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">The argument.</param>
    /// <typeparam name="T">Its type: a simple one.</typeparam>
    public readonly void Header<T>(string name, T? value)
        where T : struct
    {
        if (value.HasValue)
        {
            Header(name, value.GetValueOrDefault());
        }
    }

    /// <summary>Writes a header that the contract sets, unless an argument has set it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    public readonly void ConstantHeader(string name, string value)
    {
        if (!_request.Headers.NonValidated.Contains(name))
        {
            Header(name, value);
        }
    }

    /// <summary>Writes the headers of a collection.</summary>
    /// <param name="headers">Their names and values; null for none.</param>
    /// <exception cref="ArgumentException">One has a name or a value that cannot be sent, or a name that is not the caller's to choose.</exception>
    public readonly void Headers(IEnumerable<KeyValuePair<string, string>>? headers)
    {
        foreach (var (name, value) in headers ?? [])
        {
            if (Reserved.Contains(name) || name.StartsWith(WireHeaders.Prefix, StringComparison.OrdinalIgnoreCase))
            {
                throw new ArgumentException($"'{name}' is no header for a caller to choose: it belongs to the connection, or to what both sides say to each other.", nameof(headers));
            }

            Header(name, value);
        }
    }

    /// <summary>Ends the writing: the request gets its address.</summary>
    /// <param name="prefix">What the address begins with: scheme, host and port, and the endpoint's path.</param>
    internal readonly Uri ToUri(string prefix) => new(string.Concat(prefix, _uri.Written), UriText.AsWritten);

    /// <summary>Gives the buffer back.</summary>
    internal void Return() => _uri.Return();
}
