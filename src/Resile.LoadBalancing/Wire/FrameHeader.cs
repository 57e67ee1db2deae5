using System.Buffers.Binary;

namespace Resile.LoadBalancing.Wire;

/// <summary>The fixed beginning of a frame; all numbers are little-endian.</summary>
/// <param name="Length">The bytes of the payload, which follows.</param>
/// <param name="Kind">What the frame is.</param>
/// <param name="Generation">Of a request: how often the call has been sent before, by this caller or those above it.</param>
/// <param name="CallId">The call that it belongs to; 0 where it belongs to none.</param>
/// <param name="First">Of a request, the hash of the method; of an answer, the other calls that the server is working on; of a credit, how many items.</param>
/// <param name="Second">Of a request, the milliseconds that the caller still waits; of an answer, the microseconds that it took.</param>
internal readonly record struct FrameHeader(int Length, FrameKind Kind, byte Generation, ulong CallId, uint First, uint Second)
{
    /// <summary>The length of a header.</summary>
    public const int Size = 24;

    /// <summary>The flag that ends the frames of one direction of a call: all frames of a call carry it but items and what asks for them.</summary>
    public const byte EndOfStream = 1;

    private const int KindAt = 4;
    private const int FlagsAt = 5;
    private const int GenerationAt = 6;
    private const int ReservedAt = 7;
    private const int CallIdAt = 8;
    private const int FirstAt = 16;
    private const int SecondAt = 20;

    /// <summary>Makes the header of a frame that needs no more.</summary>
    public static FrameHeader Of(FrameKind kind, ulong callId = 0) => new(0, kind, 0, callId, 0, 0);

    /// <summary>Says how long a caller still waits: rounded up, so that a server does not give up before its caller.</summary>
    public static uint MillisecondsOf(TimeSpan left) => left <= TimeSpan.Zero ? 0 : (uint)Math.Min(uint.MaxValue, Math.Ceiling(left.TotalMilliseconds));

    /// <summary>Reads a header.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="maxPayload">The longest payload that is taken.</param>
    /// <exception cref="FrameException">It is none, or announces too long a payload.</exception>
    public static FrameHeader Read(ReadOnlySpan<byte> bytes, int maxPayload)
    {
        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        var kind = (FrameKind)bytes[KindAt];
        if (kind is < FrameKind.Hello or > FrameKind.Credit || bytes[FlagsAt] > EndOfStream || bytes[ReservedAt] != 0)
        {
            throw new FrameException("What arrived is no frame. See whether something else than a Resile client or server of this version is at the other end.");
        }

        return length <= (uint)maxPayload
            ? new(
                (int)length,
                kind,
                bytes[GenerationAt],
                BinaryPrimitives.ReadUInt64LittleEndian(bytes[CallIdAt..]),
                BinaryPrimitives.ReadUInt32LittleEndian(bytes[FirstAt..]),
                BinaryPrimitives.ReadUInt32LittleEndian(bytes[SecondAt..]))
            : throw new FrameException($"A frame announces {length} bytes, but at most {maxPayload} are taken.");
    }

    /// <summary>Reads a frame that came whole in a datagram, and alone in it; it throws nothing, because anybody may send a datagram.</summary>
    /// <param name="frame">What came.</param>
    /// <param name="header">Its header.</param>
    /// <param name="payload">Its payload.</param>
    /// <returns>False where it is no such frame.</returns>
    public static bool TryRead(ReadOnlySpan<byte> frame, out FrameHeader header, out ReadOnlySpan<byte> payload)
    {
        header = default;
        payload = default;
        if (frame.Length < Size || BinaryPrimitives.ReadUInt32LittleEndian(frame) != (uint)(frame.Length - Size)
            || (FrameKind)frame[KindAt] is not ((>= FrameKind.Request and <= FrameKind.GoAway) or FrameKind.Running)
            || frame[FlagsAt] > EndOfStream || frame[ReservedAt] != 0)
        {
            return false;
        }

        payload = frame[Size..];
        header = new(
            payload.Length,
            (FrameKind)frame[KindAt],
            frame[GenerationAt],
            BinaryPrimitives.ReadUInt64LittleEndian(frame[CallIdAt..]),
            BinaryPrimitives.ReadUInt32LittleEndian(frame[FirstAt..]),
            BinaryPrimitives.ReadUInt32LittleEndian(frame[SecondAt..]));
        return true;
    }

    /// <summary>Writes the header.</summary>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)Length);
        bytes[KindAt] = (byte)Kind;
        bytes[FlagsAt] = Kind is FrameKind.Request or FrameKind.Reply or FrameKind.Error or FrameKind.NotProcessed ? EndOfStream : (byte)0;
        bytes[GenerationAt] = Generation;
        bytes[ReservedAt] = 0;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[CallIdAt..], CallId);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[FirstAt..], First);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[SecondAt..], Second);
    }
}
