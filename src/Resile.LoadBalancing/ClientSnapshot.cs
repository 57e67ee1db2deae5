using System.Globalization;

namespace Resile.LoadBalancing;

/// <summary>A balanced client at one moment.</summary>
/// <param name="Contract">The name of its contract.</param>
/// <param name="Service">The name of the service that it calls.</param>
/// <param name="Policy">The name of its policy.</param>
/// <param name="Calls">The calls that have ended, since the client was made.</param>
/// <param name="Failures">Those of them that ended in an exception, cancelled ones included.</param>
/// <param name="Retries">The calls that were sent again to another endpoint.</param>
/// <param name="Ejections">How often an endpoint left the rotation because it kept failing.</param>
/// <param name="Endpoints">Its endpoints, healthy or not.</param>
public sealed record ClientSnapshot(
    string Contract,
    string Service,
    string Policy,
    long Calls,
    long Failures,
    long Retries,
    long Ejections,
    IReadOnlyList<EndpointSnapshot> Endpoints)
{
    /// <summary>Says in plain sentences what became of the calls, and why each endpoint got some, or got none: a line for each.</summary>
    public string Explain() => string.Join(Environment.NewLine, Lines());

    /// <summary>Gets the calls that were sent a second time because they took unusually long.</summary>
    public long Hedges { get; init; }

    /// <summary>Gets those of them whose second attempt was the faster one.</summary>
    public long HedgesWon { get; init; }

    /// <summary>Gets the attempts that a budget did not allow.</summary>
    public long RetriesRefused { get; init; }

    /// <summary>Gets the service on which a new version is tried; null where there is none.</summary>
    public CanarySnapshot? Canary { get; init; }

    /// <summary>Gets the service that gets copies of calls; null where there is none.</summary>
    public ShadowSnapshot? Shadow { get; init; }

    /// <summary>Gets how many endpoints the service has: more than <see cref="Endpoints"/> where the client uses a part of them.</summary>
    public int EndpointsListed { get; init; }

    /// <summary>Gets why the endpoints are those of an earlier answer of their source, the rest of a sentence; null where they are not.</summary>
    public string? EndpointsProblem { get; init; }

    /// <summary>Gets the number of calls in flight.</summary>
    public int InFlight => Endpoints.Sum(static endpoint => endpoint.InFlight);

    /// <summary>Gets N, the number of endpoints in rotation.</summary>
    public int EndpointsInRotation => Endpoints.Count(static endpoint => endpoint.State == LoadBalancing.Endpoints.EndpointState.InRotation);

    /// <summary>Gets S, the mean load: the requests in flight per endpoint in rotation; zero without endpoints.</summary>
    public double MeanLoad => EndpointsInRotation == 0 ? 0 : (double)InFlight / EndpointsInRotation;

    /// <summary>Gets R = N / S: how many endpoints stand behind each request that an endpoint has in flight.</summary>
    /// <value>Infinite while nothing is in flight, zero without endpoints in rotation. The lower, the more loaded.</value>
    public double DispatchCapacity => EndpointsInRotation == 0 ? 0 : EndpointsInRotation / MeanLoad;

    private string Headline => string.Create(CultureInfo.InvariantCulture, $"'{Contract}' calls '{Service}' by {Policy}: {EndpointsInRotation} of {Endpoints.Count} endpoints are in rotation, {InFlight} calls in flight. ")
        + string.Create(CultureInfo.InvariantCulture, $"{Calls} calls have ended, {Failures} of them in an exception; {Retries} were sent again, {Hedges} were hedged, and {RetriesRefused} attempts were not made, because a budget was spent.");

    private IEnumerable<string> Lines()
    {
        yield return Headline;
        if (EndpointsProblem is not null)
        {
            yield return $"The endpoints are those of an earlier answer, because {EndpointsProblem}.";
        }

        foreach (var endpoint in Endpoints)
        {
            yield return $"{endpoint.Address}: {endpoint.Explanation}";
        }

        if (Canary is { } canary)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"new version '{canary.Service}': gets {canary.Share:P0} of the calls{(canary.IsPaused ? ", but none for now, because it failed too often" : "")}.");
            foreach (var endpoint in canary.Endpoints)
            {
                yield return $"new version, {endpoint.Address}: {endpoint.Explanation}";
            }
        }

        if (Shadow is { } shadow)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"copies to '{shadow.Service}': {shadow.Share:P0} of the calls; {shadow.Same} answered as the call, {shadow.Different} otherwise, {shadow.Failed} not, {shadow.Skipped} not sent.");
        }
    }
}
