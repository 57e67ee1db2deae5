using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tcp;

/// <summary>What a server says to a client that it takes in.</summary>
/// <param name="MaxRequestBytes">The longest payload of a request that it takes.</param>
internal readonly record struct Welcome(int MaxRequestBytes)
{
    /// <summary>Reads it.</summary>
    /// <exception cref="FrameException">It cannot be read.</exception>
    public static Welcome Read(ReadOnlySpan<byte> payload)
    {
        var reader = new HandshakeReader(payload);
        return reader.Byte() == Hello.Version
            ? new((int)Math.Min(reader.Number32(), int.MaxValue))
            : throw new FrameException("The server speaks another version of the protocol.");
    }

    /// <summary>Writes its payload.</summary>
    public void Write(FrameBuffer buffer)
    {
        var writer = new HandshakeWriter(buffer);
        writer.Byte(Hello.Version);
        writer.Number32((uint)MaxRequestBytes);
    }
}
