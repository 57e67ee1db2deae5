using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Resile.LoadBalancing.Wire;

/// <summary>A frame that is being written: room for the header, then the payload. It is used again and again, and keeps no large memory.</summary>
internal sealed class FrameBuffer : IBufferWriter<byte>, IDisposable
{
    private const int FirstSize = 512;
    private const int LongestError = 8 * 1024;
    private const int LargestKept = 16 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int _length = FrameHeader.Size;

    /// <summary>Gets the length of the payload.</summary>
    public int PayloadLength => _length - FrameHeader.Size;

    /// <summary>Gets the payload.</summary>
    public ReadOnlyMemory<byte> Payload => _bytes.AsMemory(FrameHeader.Size, PayloadLength);

    /// <summary>Writes an error: a status, and a text.</summary>
    public static FrameBuffer OfError(int status, string text)
    {
        var buffer = new FrameBuffer();
        BinaryPrimitives.WriteUInt16LittleEndian(buffer.GetSpan(sizeof(ushort)), (ushort)status);
        buffer.Advance(sizeof(ushort));
        Encoding.UTF8.GetBytes(text.AsSpan(0, Math.Min(text.Length, LongestError)), buffer);
        return buffer;
    }

    /// <summary>Writes the header, and gets the whole frame.</summary>
    public ReadOnlySpan<byte> Frame(FrameHeader header)
    {
        (header with { Length = PayloadLength }).Write(_bytes);
        return _bytes.AsSpan(0, _length);
    }

    /// <summary>Begins anew.</summary>
    public void Reset()
    {
        _length = FrameHeader.Size;
        if (_bytes.Length > LargestKept)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = ArrayPool<byte>.Shared.Rent(FirstSize);
        }
    }

    /// <summary>Takes a payload over.</summary>
    public void Copy(in ReadOnlySequence<byte> payload)
    {
        Reset();
        payload.CopyTo(GetSpan((int)payload.Length));
        Advance((int)payload.Length);
    }

    /// <summary>Takes a payload over.</summary>
    public void Copy(ReadOnlySpan<byte> payload)
    {
        Reset();
        payload.CopyTo(GetSpan(payload.Length));
        Advance(payload.Length);
    }

    /// <summary>Cuts the payload off behind a length.</summary>
    public void Truncate(int payloadLength) => _length = Math.Min(_length, FrameHeader.Size + payloadLength);

    /// <inheritdoc/>
    public void Advance(int count) => _length += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsMemory(_length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _bytes.AsSpan(_length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }
    }

    private void Grow(int sizeHint)
    {
        var needed = _length + Math.Max(sizeHint, 1);
        if (needed > _bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _bytes.Length * 2));
            _bytes.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }
    }
}
