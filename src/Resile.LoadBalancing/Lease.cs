using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing;

/// <summary>An endpoint that was picked for one attempt of a call.</summary>
/// <param name="Balancer">What picked it, and wants it back.</param>
/// <param name="Endpoint">The endpoint; null where there was none to pick.</param>
/// <param name="StartedAt">The time stamp of the pick.</param>
/// <param name="IsTrial">Whether the attempt decides if the endpoint comes back into rotation.</param>
internal readonly record struct Lease(Balancer Balancer, Endpoint? Endpoint, long StartedAt, bool IsTrial);
