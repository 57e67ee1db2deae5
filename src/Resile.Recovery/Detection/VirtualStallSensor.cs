namespace Resile.Recovery.Detection;

/// <summary>Sees nothing: where time is virtual, what the machine does takes none of it.</summary>
internal sealed class VirtualStallSensor : IStallSensor
{
    /// <inheritdoc/>
    public StallSigns Look() => StallSigns.None;
}
