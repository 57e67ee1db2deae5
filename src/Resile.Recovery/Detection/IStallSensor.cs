namespace Resile.Recovery.Detection;

/// <summary>Looks at the machine that the process runs on.</summary>
internal interface IStallSensor
{
    /// <summary>Looks. Not thread-safe: one timer looks.</summary>
    StallSigns Look();
}
