using Microsoft.Extensions.Logging;
using Resile.LoadBalancing.Calls;
using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Policies;
using Resile.LoadBalancing.Telemetry;

namespace Resile.LoadBalancing;

/// <summary>Picks an endpoint for each attempt of a client's calls, and learns from how they end. It knows no transport.</summary>
internal sealed partial class Balancer(
    LoadBalancer policy, EndpointRotation rotation, TimeProvider timeProvider, ClientMetrics metrics, ILogger logger)
{
    private const int MostPicks = 100;
    private const int MostPasses = 3;

    /// <summary>Gets the endpoints and their health.</summary>
    public EndpointRotation Rotation { get; } = rotation;

    /// <summary>Picks an endpoint; whoever gets one must give it back to <see cref="Release"/>.</summary>
    /// <param name="now">The current time stamp, which the latency is measured from.</param>
    /// <param name="tried">The endpoints to keep away from, if any.</param>
    /// <param name="key">The hash of the call's key, if it has one.</param>
    public Lease Acquire(long now, TriedEndpoints? tried = null, ulong? key = null)
    {
        var context = new PickContext(now, tried, key);
        for (var pick = 0; pick < MostPicks; pick++)
        {
            // A retry goes where success is likely, not where it is in doubt.
            var trial = tried is null ? Rotation.TakeTrial(now) : null;
            var endpoint = trial ?? Pick(context);
            if (tried is not null && (endpoint is null || tried.Contains(endpoint)))
            {
                endpoint = LeastBusyBut(tried);
            }

            if (endpoint is null)
            {
                return new Lease(this, null, now, IsTrial: false);
            }

            if (endpoint.TryEnter())
            {
                metrics.Picked(endpoint);
                return new Lease(this, endpoint, now, trial is not null);
            }
        }

        throw new InvalidOperationException($"Client '{metrics.Contract}': its policy '{policy.GetType()}' keeps picking an endpoint that is gone. "
            + "Pick must choose among the endpoints that it is given.");
    }

    /// <summary>Takes one certain endpoint, healthy or not; whoever gets it must give it back to <see cref="Release"/>.</summary>
    /// <returns>A lease without an endpoint where that is gone.</returns>
    public Lease Take(Endpoint endpoint, long now)
    {
        if (!endpoint.TryEnter())
        {
            return new Lease(this, null, now, IsTrial: false);
        }

        metrics.Picked(endpoint);
        return new Lease(this, endpoint, now, IsTrial: false);
    }

    /// <summary>Says why an endpoint gets calls, or gets none.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="attempts">The attempts that all endpoints got together.</param>
    public string Explain(Endpoint endpoint, long attempts) =>
        EndpointExplanation.Of(endpoint, Rotation.Current, attempts, policy.Explain(endpoint, timeProvider.GetTimestamp()), timeProvider, Rotation.IsProbed);

    /// <summary>Gives an endpoint back.</summary>
    /// <param name="lease">What <see cref="Acquire"/> returned.</param>
    /// <param name="result">What the end of the attempt says of the endpoint.</param>
    /// <param name="retryAfter">How long the endpoint asked to be left alone, if it did.</param>
    /// <param name="load">What the endpoint said of its load, if it did.</param>
    public void Release(in Lease lease, CallResult result, TimeSpan? retryAfter = null, ServerLoad? load = null)
    {
        var now = timeProvider.GetTimestamp();
        lease.Endpoint!.Exit(IsFailure(result));
        Learn(lease, Outcome(result, now, timeProvider.GetElapsedTime(lease.StartedAt, now), retryAfter, load));
    }

    private static bool IsFailure(CallResult result) => result is CallResult.Failed or CallResult.Unreachable;

    private static CallOutcome Outcome(CallResult result, long now, TimeSpan elapsed, TimeSpan? retryAfter = null, ServerLoad? load = null) =>
        new(result, now, elapsed, retryAfter)
        {
            ServerInFlight = load?.InFlight,
            ServerLatency = load?.Latency,
        };

    private void Learn(in Lease lease, in CallOutcome outcome)
    {
        var endpoint = lease.Endpoint!;
        if (lease.IsTrial)
        {
            if (Rotation.EndTrial(endpoint, outcome))
            {
                Log.Returned(logger, metrics.Contract, endpoint.Address);
            }
            else if (IsFailure(outcome.Result) && endpoint.State == EndpointState.Ejected)
            {
                Log.StaysAway(logger, metrics.Contract, endpoint.Address, endpoint.Health.LastBan, endpoint.Health.EjectedBecause!);
            }
        }
        else if (outcome.Result == CallResult.Answered)
        {
            endpoint.Health.ForgetFailures();
        }
        else if (IsFailure(outcome.Result) && Rotation.CountFailure(endpoint, outcome, lease.StartedAt))
        {
            Tell(endpoint);
        }

        if (Rotation.IsJudgementDue(outcome.Timestamp))
        {
            EjectOutliers(outcome.Timestamp);
        }

        policy.OnCompleted(endpoint, outcome);
    }

    private void EjectOutliers(long now)
    {
        foreach (var outlier in Rotation.EjectOutliers(now))
        {
            Tell(outlier);
        }
    }

    private void Tell(Endpoint ejected)
    {
        metrics.Ejected(ejected);
        Log.Ejected(logger, metrics.Contract, ejected.Address, ejected.Health.LastBan, ejected.Health.EjectedBecause!);
    }

    // Turns that an endpoint gets while it warms up pass to the next but for its share. A policy that weighs loads has seen to that
    // already, and one that hashes insists on its pick.
    private Endpoint? Pick(in PickContext context)
    {
        var current = Rotation.Current;
        return current.Spread is null ? Pick(current, context) : PickOf(current.Spread, context);
    }

    // By the key, if there is one, so that equal keys go to the same priority and zone.
    private Endpoint? PickOf(EndpointSpread spread, in PickContext context)
    {
        var drawn = spread.Draw(context.Key is { } key ? HashedEndpoint.Mix(key) : Rotation.Draw());
        if (Pick(drawn, context) is { } endpoint)
        {
            return endpoint;
        }

        for (var part = 0; part < spread.Parts.Count; part++)
        {
            if (spread.Parts[part].Set != drawn && Pick(spread.Parts[part].Set, context) is { } other)
            {
                return other;
            }
        }

        return null;
    }

    private Endpoint? Pick(EndpointSet endpoints, in PickContext context)
    {
        var endpoint = policy.Pick(endpoints, context);
        for (var pass = 0; pass < MostPasses && endpoint is not null && !policy.HeedsWarmUp; pass++)
        {
            if (!Rotation.IsPassedBy(endpoint, context.Timestamp))
            {
                break;
            }

            endpoint = policy.Pick(endpoints, context);
        }

        return endpoint;
    }

    // Policies that look at some of the endpoints only may find none that is new to the call. Such a pick is rare, so it need not be theirs.
    private Endpoint? LeastBusyBut(TriedEndpoints tried)
    {
        Endpoint? best = null;
        foreach (var endpoint in Rotation.Current.InRotation)
        {
            if (!tried.Contains(endpoint) && (best is null || endpoint.InFlight < best.InFlight))
            {
                best = endpoint;
            }
        }

        return best;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Client '{Contract}': endpoint '{Endpoint}' takes no calls for {Duration}, because {Reason}.")]
        public static partial void Ejected(ILogger logger, string contract, Uri endpoint, TimeSpan duration, string reason);

        [LoggerMessage(3, LogLevel.Information, "Client '{Contract}': endpoint '{Endpoint}' takes no calls for another {Duration}, because {Reason}.")]
        public static partial void StaysAway(ILogger logger, string contract, Uri endpoint, TimeSpan duration, string reason);

        [LoggerMessage(2, LogLevel.Information, "Client '{Contract}': endpoint '{Endpoint}' answers again and takes calls.")]
        public static partial void Returned(ILogger logger, string contract, Uri endpoint);
    }
}
