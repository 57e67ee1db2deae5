using System.Buffers.Binary;
using System.Text;

namespace Resile.LoadBalancing.Wire;

/// <summary>Reads the numbers and texts of a handshake.</summary>
/// <remarks>Every method throws a <see cref="FrameException"/> where the payload ends too early.</remarks>
internal ref struct HandshakeReader(ReadOnlySpan<byte> payload)
{
    private ReadOnlySpan<byte> _rest = payload;

    public byte Byte() => Take(1)[0];

    public ushort Number16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)));

    public uint Number32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    public ulong Number64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    /// <summary>Reads how many things follow, of which each has at least so many bytes: nobody gets memory by a number alone.</summary>
    public int Count(int leastBytes) => Number16() is var count && count * leastBytes <= _rest.Length ? count : throw new FrameException("The handshake breaks off.");

    public string Text() => Encoding.UTF8.GetString(Take(Number16()));

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            throw new FrameException("The handshake breaks off.");
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
