namespace Resile.LoadBalancing.Endpoints;

/// <summary>Which zone a client prefers.</summary>
/// <param name="Own">The zone that it stands in; null where zones do not matter.</param>
/// <param name="LeastEndpoints">The number of healthy endpoints without which all are used alike.</param>
internal sealed record ZonePreference(string? Own, int LeastEndpoints)
{
    /// <summary>Zones do not matter.</summary>
    public static readonly ZonePreference None = new(null, 0);
}
