using System.Text;

namespace Resile.Generators.Text;

/// <summary>Writes C# source with the right indentation; the text it is given may span lines.</summary>
internal sealed class SourceWriter
{
    private const int IndentWidth = 4;

    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>Writes a line, or each line of a text that spans several; empty lines get no white space.</summary>
    public SourceWriter Line(string text = "")
    {
        var start = 0;
        while (start <= text.Length)
        {
            var end = text.IndexOf('\n', start);
            var stop = end < 0 ? text.Length : end;
            var length = stop > start && text[stop - 1] == '\r' ? stop - start - 1 : stop - start;
            if (length > 0)
            {
                _text.Append(' ', _depth * IndentWidth).Append(text, start, length);
            }

            _text.Append('\n');
            if (end < 0)
            {
                break;
            }

            start = end + 1;
        }

        return this;
    }

    /// <summary>Opens a block: writes its head and a brace, and indents what follows until the result is disposed.</summary>
    public Block Open(string head, string close = "}")
    {
        Line(head);
        Line("{");
        _depth++;
        return new Block(this, close);
    }

    /// <summary>Writes a line, and indents what follows until the result is disposed.</summary>
    public Block Indent(string head)
    {
        Line(head);
        return Indent();
    }

    /// <summary>Indents what follows until the result is disposed.</summary>
    public Block Indent()
    {
        _depth++;
        return new Block(this, close: null);
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    /// <summary>An indented part of the text; disposing it ends it.</summary>
    internal readonly struct Block(SourceWriter writer, string? close) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose()
        {
            writer._depth--;
            if (close is not null)
            {
                writer.Line(close);
            }
        }
    }
}
