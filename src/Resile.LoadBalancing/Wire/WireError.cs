using System.Buffers.Binary;
using System.Text;

namespace Resile.LoadBalancing.Wire;

/// <summary>The payload of a frame that carries an error: a status of HTTP, and a text.</summary>
/// <param name="Status">The status.</param>
/// <param name="Text">What is wrong.</param>
internal readonly record struct WireError(int Status, string Text)
{
    private const int LeastStatus = 400;
    private const int MostStatus = 599;

    /// <summary>Reads it.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="maxText">How many bytes of the text are wanted.</param>
    public static WireError Read(ReadOnlySpan<byte> payload, int maxText)
    {
        if (payload.Length < sizeof(ushort))
        {
            return new(500, "");
        }

        var status = BinaryPrimitives.ReadUInt16LittleEndian(payload);
        var text = payload[sizeof(ushort)..];
        return new(
            status is >= LeastStatus and <= MostStatus ? status : 500,
            Encoding.UTF8.GetString(text[..Math.Min(text.Length, maxText)]));
    }
}
