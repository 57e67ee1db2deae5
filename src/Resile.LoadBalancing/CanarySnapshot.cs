namespace Resile.LoadBalancing;

/// <summary>The service on which a new version is tried, at one moment.</summary>
/// <param name="Service">Its name; empty where its endpoints are listed.</param>
/// <param name="Share">The share of the calls that it gets.</param>
/// <param name="IsPaused">Whether it gets none for a while, because it failed too often.</param>
/// <param name="Endpoints">Its endpoints, healthy or not.</param>
public sealed record CanarySnapshot(string Service, double Share, bool IsPaused, IReadOnlyList<EndpointSnapshot> Endpoints);
