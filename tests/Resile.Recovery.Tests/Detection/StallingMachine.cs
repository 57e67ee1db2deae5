using Resile.Recovery.Detection;

namespace Resile.Recovery.Tests.Detection;

/// <summary>A machine that stalls when it is told to.</summary>
internal sealed class StallingMachine : IStallSensor
{
    public StallSigns Signs { get; set; } = StallSigns.None;

    public StallSigns Look() => Signs;
}
