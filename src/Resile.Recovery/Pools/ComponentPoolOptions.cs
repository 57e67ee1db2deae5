namespace Resile.Recovery.Pools;

/// <summary>The values of a pool, from the section <c>Resile:Supervisors:&lt;Contract&gt;Pool</c>.</summary>
public sealed class ComponentPoolOptions
{
    /// <summary>Gets or sets how many components there may be at once.</summary>
    /// <value>1,000; from 1 to 10,000. Each holds about 8 KiB of its own, and is looked at ten times a second.</value>
    public int MaxChildren { get; set; } = 1_000;
}
