namespace Resile.LoadBalancing.Tests.Wire;

/// <summary>A frame as the page describes it.</summary>
internal sealed record PageFrame(byte Kind, byte Generation, ulong Call, uint First, uint Second, byte[] Payload)
{
    /// <summary>Gets the status of an error.</summary>
    public int Status => Payload[0] | (Payload[1] << 8);
}
