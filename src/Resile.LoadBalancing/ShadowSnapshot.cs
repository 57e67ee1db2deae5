namespace Resile.LoadBalancing;

/// <summary>The service that gets copies of calls, at one moment.</summary>
/// <param name="Service">Its name; empty where its endpoints are listed.</param>
/// <param name="Share">The share of the calls that are copied.</param>
/// <param name="Same">The copies that were answered as the call was.</param>
/// <param name="Different">Those that were answered otherwise.</param>
/// <param name="Failed">Those that were not answered.</param>
/// <param name="Skipped">The calls that were not copied because too many copies were under way.</param>
/// <param name="Endpoints">Its endpoints, healthy or not.</param>
public sealed record ShadowSnapshot(
    string Service, double Share, long Same, long Different, long Failed, long Skipped, IReadOnlyList<EndpointSnapshot> Endpoints);
