using System.Buffers;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tcp;

/// <summary>Takes frames from the front of what has arrived.</summary>
internal static class FrameReader
{
    /// <summary>Takes a frame, if it has arrived whole.</summary>
    /// <param name="buffer">What has arrived; the frame is cut off.</param>
    /// <param name="maxPayload">The longest payload that is taken.</param>
    /// <param name="header">Its header.</param>
    /// <param name="payload">Its payload, as long as the buffer is not released.</param>
    /// <exception cref="FrameException">What has arrived is no frame. A bad header is refused before its payload is waited for.</exception>
    public static bool TryRead(
        ref ReadOnlySequence<byte> buffer, int maxPayload, out FrameHeader header, out ReadOnlySequence<byte> payload)
    {
        header = default;
        payload = default;
        if (buffer.Length < FrameHeader.Size)
        {
            return false;
        }

        if (buffer.FirstSpan.Length >= FrameHeader.Size)
        {
            header = FrameHeader.Read(buffer.FirstSpan, maxPayload);
        }
        else
        {
            Span<byte> bytes = stackalloc byte[FrameHeader.Size];
            buffer.Slice(0, FrameHeader.Size).CopyTo(bytes);
            header = FrameHeader.Read(bytes, maxPayload);
        }

        if (buffer.Length - FrameHeader.Size < header.Length)
        {
            return false;
        }

        payload = buffer.Slice(FrameHeader.Size, header.Length);
        buffer = buffer.Slice(payload.End);
        return true;
    }
}
