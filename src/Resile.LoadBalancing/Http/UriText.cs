using System.Buffers;
using System.Globalization;

namespace Resile.LoadBalancing.Http;

/// <summary>Builds the path and query of a URI in a buffer that grows.</summary>
internal ref struct UriText(Span<char> buffer)
{
    /// <summary>The longest path and query: what common servers take in a request line, and then some.</summary>
    public const int MaxLength = 32 * 1024;

    /// <summary>Keeps <see cref="Uri"/> from rewriting what was escaped with care; it also makes the parsing cheaper.</summary>
    public static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private Span<char> _buffer = buffer;
    private char[]? _rented;

    /// <summary>Gets the number of characters written.</summary>
    public int Length { get; private set; }

    /// <summary>Gets the text written.</summary>
    public readonly ReadOnlySpan<char> Written => _buffer[..Length];

    /// <summary>Writes a text as it is.</summary>
    public void Append(scoped ReadOnlySpan<char> text)
    {
        while (!text.TryCopyTo(_buffer[Length..]))
        {
            Grow();
        }

        Length += text.Length;
    }

    /// <summary>Writes a value, escaped.</summary>
    public void AppendValue<T>(T value)
    {
        if (value is string text)
        {
            AppendEscaped(text);
            return;
        }

        Span<char> formatted = stackalloc char[ValueText.LongestInPlace];
        if (ValueText.TryFormat(value, formatted, out var length))
        {
            AppendEscaped(formatted[..length]);
        }
        else
        {
            AppendEscaped(ValueText.Of(value));
        }
    }

    /// <summary>Tells whether the segment that is being written is <c>.</c> or <c>..</c> so far.</summary>
    public readonly bool EndsInDotSegment() => Written[(Written.LastIndexOf('/') + 1)..] is "." or "..";

    /// <summary>Gives the buffer back.</summary>
    public void Return()
    {
        if (_rented is not null)
        {
            ArrayPool<char>.Shared.Return(_rented);
            _rented = null;
        }
    }

    private void AppendEscaped(scoped ReadOnlySpan<char> text)
    {
        int written;
        while (!Uri.TryEscapeDataString(text, _buffer[Length..], out written))
        {
            Grow();
        }

        Length += written;
    }

    private void Grow()
    {
        if (_buffer.Length >= MaxLength)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"The arguments make an address of more than {MaxLength} characters. Send large ones in the body."));
        }

        var larger = ArrayPool<char>.Shared.Rent(_buffer.Length * 2);
        Written.CopyTo(larger);
        Return();
        _buffer = _rented = larger;
    }
}
