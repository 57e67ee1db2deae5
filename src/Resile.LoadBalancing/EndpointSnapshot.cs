using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing;

/// <summary>An endpoint of a balanced client at one moment.</summary>
/// <param name="Address">Its base address.</param>
/// <param name="Weight">Its share of the load, relative to the others.</param>
/// <param name="State">What its health lets it do.</param>
/// <param name="InFlight">Its calls that have not ended yet.</param>
/// <param name="Picks">How often it was picked.</param>
/// <param name="Failures">How many of its calls failed in a way that counts against it.</param>
public sealed record EndpointSnapshot(Uri Address, int Weight, EndpointState State, int InFlight, long Picks, long Failures)
{
    /// <summary>Gets its rank: 0 for the first.</summary>
    public int Priority { get; init; }

    /// <summary>Gets the zone that it stands in, if that is known.</summary>
    public string? Zone { get; init; }

    /// <summary>Gets why it got calls, or got none, in plain sentences.</summary>
    public string Explanation { get; init; } = "";
}
