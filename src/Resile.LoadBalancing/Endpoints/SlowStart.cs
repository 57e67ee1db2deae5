namespace Resile.LoadBalancing.Endpoints;

/// <summary>The share of its weight that an endpoint has while it warms up.</summary>
/// <param name="Since">The time stamp at which it began to take calls.</param>
/// <param name="Ticks">How long the warm-up lasts, in ticks of the clock; zero for none.</param>
internal sealed record SlowStart(long Since, long Ticks)
{
    /// <summary>No warm-up.</summary>
    public static readonly SlowStart None = new(0, 0);

    private const double Least = 0.1;

    /// <summary>Gets whether there is no warm-up.</summary>
    public bool IsOver => Ticks == 0;

    /// <summary>Computes the share at a time: it grows evenly from a tenth to one.</summary>
    public double ShareAt(long now) => IsOver || now - Since >= Ticks ? 1 : Math.Max(Least, (double)(now - Since) / Ticks);
}
