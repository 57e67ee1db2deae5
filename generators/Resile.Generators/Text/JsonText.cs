using System.Globalization;
using System.Text;

namespace Resile.Generators.Text;

/// <summary>Writes JSON for people to read: two spaces a level, a property a line, the same text for the same calls everywhere.</summary>
internal sealed class JsonText
{
    private readonly StringBuilder _text = new();
    private int _depth;
    private bool _isFirst = true;

    /// <summary>Opens an object, until the result is disposed of.</summary>
    /// <param name="name">The property that it is; null in an array, or where it is all.</param>
    public Scope Object(string? name = null) => Open(name, '{', '}');

    /// <summary>Opens an array, until the result is disposed of.</summary>
    /// <param name="name">The property that it is; null in an array.</param>
    public Scope Array(string? name = null) => Open(name, '[', ']');

    /// <summary>Writes a property whose value is a text.</summary>
    public JsonText Property(string name, string value) => Raw(name, Quote(value));

    /// <summary>Writes a property whose value is true or false.</summary>
    public JsonText Property(string name, bool value) => Raw(name, value ? "true" : "false");

    /// <summary>Writes a property whose value is a whole number.</summary>
    public JsonText Property(string name, long value) => Raw(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Writes a property whose value is an array of texts, on one line.</summary>
    public JsonText Property(string name, IEnumerable<string> values) => Raw(name, "[" + string.Join(", ", values.Select(Quote)) + "]");

    /// <summary>Writes a value that is JSON already.</summary>
    /// <param name="name">The property that it is; null in an array.</param>
    /// <param name="json">The value.</param>
    public JsonText Raw(string? name, string json)
    {
        Begin(name);
        _text.Append(json);
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString() + "\n";

    /// <summary>Writes a text as JSON. It has no character that ends a line, whoever counts lines.</summary>
    public static string Quote(string value)
    {
        var text = new StringBuilder(value.Length + 2).Append('"');
        for (var index = 0; index < value.Length; index++)
        {
            var letter = value[index];
            var isPair = char.IsHighSurrogate(letter) && index + 1 < value.Length && char.IsLowSurrogate(value[index + 1]);
            _ = letter switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                _ when isPair => text.Append(letter).Append(value[++index]),
                _ when char.IsControl(letter) || char.IsSurrogate(letter) || letter is '\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF' =>
                    text.Append("\\u").Append(((int)letter).ToString("x4", CultureInfo.InvariantCulture)),
                _ => text.Append(letter),
            };
        }

        return text.Append('"').ToString();
    }

    private Scope Open(string? name, char open, char close)
    {
        Begin(name);
        _text.Append(open);
        _depth++;
        _isFirst = true;
        return new Scope(this, close);
    }

    private void Begin(string? name)
    {
        if (_depth > 0)
        {
            _text.Append(_isFirst ? "\n" : ",\n").Append(' ', _depth * 2);
        }

        _isFirst = false;
        if (name is not null)
        {
            _text.Append(Quote(name)).Append(": ");
        }
    }

    private void Close(char close)
    {
        _depth--;
        if (!_isFirst)
        {
            _text.Append('\n').Append(' ', _depth * 2);
        }

        _text.Append(close);
        _isFirst = false;
    }

    /// <summary>An object or an array that is being written; disposing of it ends it.</summary>
    internal readonly struct Scope(JsonText json, char close) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => json.Close(close);
    }
}
