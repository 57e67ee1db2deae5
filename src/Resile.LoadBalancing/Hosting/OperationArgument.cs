using System.ComponentModel;
using System.Net;
using Resile.LoadBalancing.Http;

namespace Resile.LoadBalancing.Hosting;

/// <summary>An argument of a call as text, which generated code reads as what the contract says it is.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct OperationArgument
{
    private const int LongestQuotation = 100;

    private readonly string _place;
    private readonly string _name;
    private readonly string? _text;
    private readonly string?[] _texts;

    internal OperationArgument(string place, string name, string? text)
    {
        _place = place;
        _name = name;
        _text = text;
        _texts = text is null ? [] : [text];
    }

    internal OperationArgument(string place, string name, string?[] texts)
    {
        _place = place;
        _name = name;
        _text = texts is [var first, ..] ? first : null;
        _texts = texts;
    }

    /// <summary>Reads an argument that must be there.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <exception cref="CallRefusedException">It is missing, or no such value.</exception>
    public T As<T>()
        where T : IParsable<T> => Read<T>(_text ?? throw Missing());

    /// <summary>Reads an argument that may be missing.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <exception cref="CallRefusedException">It is no such value.</exception>
    public T? AsNullable<T>()
        where T : struct, IParsable<T> => _text is null ? null : Read<T>(_text);

    /// <summary>Reads an argument that may be missing.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <exception cref="CallRefusedException">It is no such value.</exception>
    public T? AsOptional<T>()
        where T : class, IParsable<T> => _text is null ? null : Read<T>(_text);

    /// <summary>Reads an argument that must be there: the name of a member of an enumeration.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <exception cref="CallRefusedException">It is missing, or no such name.</exception>
    public T AsEnum<T>()
        where T : struct, Enum => ReadEnum<T>(_text ?? throw Missing());

    /// <summary>Reads an argument that may be missing: the name of a member of an enumeration.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <exception cref="CallRefusedException">It is no such name.</exception>
    public T? AsNullableEnum<T>()
        where T : struct, Enum => _text is null ? null : ReadEnum<T>(_text);

    /// <summary>Takes a value apart that holds several.</summary>
    /// <param name="separator">What stands between two of them.</param>
    public OperationArgument Split(string separator) =>
        new(_place, _name, [.. _texts.SelectMany(text => string.IsNullOrEmpty(text) ? [] : text.Split(separator))]);

    /// <summary>Reads a date or a time, or another value, that was written in a format of its own and must be there.</summary>
    /// <param name="format">The format.</param>
    /// <typeparam name="T">Its type.</typeparam>
    /// <exception cref="CallRefusedException">It is missing, or no such value.</exception>
    public T AsExact<T>(string format)
        where T : IParsable<T> => ReadExact<T>(_text ?? throw Missing(), format);

    /// <summary>Reads a date or a time, or another value, that was written in a format of its own and may be missing.</summary>
    /// <param name="format">The format.</param>
    /// <typeparam name="T">Its type.</typeparam>
    /// <exception cref="CallRefusedException">It is no such value.</exception>
    public T? AsNullableExact<T>(string format)
        where T : struct, IParsable<T> => _text is null ? null : ReadExact<T>(_text, format);

    /// <summary>Reads all the values of an argument; none where it is missing.</summary>
    /// <typeparam name="T">The type of a value.</typeparam>
    /// <exception cref="CallRefusedException">One is no such value.</exception>
    public T[] AsArray<T>()
        where T : IParsable<T>
    {
        var argument = this;
        return Array.ConvertAll(_texts, text => argument.Read<T>(text ?? ""));
    }

    /// <summary>Reads all the values of an argument, each the name of a member of an enumeration; none where it is missing.</summary>
    /// <typeparam name="T">The type of a value.</typeparam>
    /// <exception cref="CallRefusedException">One is no such name.</exception>
    public T[] AsEnumArray<T>()
        where T : struct, Enum
    {
        var argument = this;
        return Array.ConvertAll(_texts, text => argument.ReadEnum<T>(text ?? ""));
    }

    private T Read<T>(string text)
        where T : IParsable<T> => ValueReader.TryRead<T>(text, out var value) ? value : throw Unreadable(text, typeof(T).Name);

    private T ReadExact<T>(string text, string format)
        where T : IParsable<T> => ValueReader.TryReadExact<T>(text, format, out var value) ? value : throw Unreadable(text, $"{typeof(T).Name} as '{format}'");

    private T ReadEnum<T>(string text)
        where T : struct, Enum => ValueReader.TryReadEnum<T>(text, out var value)
            ? value
            : throw Unreadable(text, $"{typeof(T).Name} ({string.Join(", ", EnumText<T>.Names)})");

    private CallRefusedException Missing() => new(HttpStatusCode.BadRequest, $"The {_place} '{_name}' is missing.");

    private CallRefusedException Unreadable(string text, string type)
    {
        var quotation = text.Length > LongestQuotation ? text[..LongestQuotation] + "..." : text;
        return new(HttpStatusCode.BadRequest, $"The {_place} '{_name}' = '{quotation}' is no {type}.");
    }
}
