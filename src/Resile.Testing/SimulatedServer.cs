namespace Resile.Testing;

/// <summary>A server of a <see cref="BalancingSimulation"/>: slots that work, and a queue before them, first in, first out.</summary>
public sealed record SimulatedServer
{
    /// <summary>Gets how many calls it works on at the same time.</summary>
    /// <value>At least 1. The default is 8.</value>
    public int Slots { get; init; } = 8;

    /// <summary>Gets the mean time of its work on a call, waiting not counted.</summary>
    /// <value>More than zero. The default is 10 milliseconds.</value>
    public TimeSpan MeanTime { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Gets how much that time differs from call to call: the standard deviation of its logarithm.</summary>
    /// <value>0 to 3; with 0 every call takes the mean. The default is 0.6, at which the slowest in a hundred takes 3.4 times the mean.</value>
    public double Spread { get; init; } = 0.6;

    /// <summary>Gets its weight.</summary>
    /// <value>1 to 10,000. The default is 1.</value>
    public int Weight { get; init; } = 1;

    /// <summary>Gets its rank: those of a higher number get calls only as far as those of lower ones are not healthy.</summary>
    /// <value>0 to 100. The default is 0.</value>
    public int Priority { get; init; }

    /// <summary>Gets the zone that it stands in.</summary>
    /// <value>The default, null, is none.</value>
    public string? Zone { get; init; }

    /// <summary>Gets the share of calls that it answers with an error, after <see cref="FailureTime"/>.</summary>
    /// <value>0 to 1. The default is 0.</value>
    public double FailureShare { get; init; }

    /// <summary>Gets the time after which it answers with an error, waiting not counted.</summary>
    /// <value>More than zero. The default is 1 millisecond: an error is often faster than an answer.</value>
    public TimeSpan FailureTime { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Gets the share of calls that take <see cref="StragglerTime"/> longer than the others, whatever the reason.</summary>
    /// <value>0 to 1. The default is 0.</value>
    public double StragglerShare { get; init; }

    /// <summary>Gets how much longer these take.</summary>
    /// <value>More than zero. The default is 200 milliseconds.</value>
    public TimeSpan StragglerTime { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Gets when it stands still, as in a long collection of garbage: calls are taken in, but no work is done.</summary>
    /// <value>In order and without overlaps. The default is empty.</value>
    public IReadOnlyList<SimulatedFreeze> Freezes { get; init; } = [];
}
