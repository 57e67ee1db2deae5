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

    /// <summary>Gets the endpoints and their health.</summary>
    public EndpointRotation Rotation { get; } = rotation;

    /// <summary>Picks an endpoint; whoever gets one must give it back to <see cref="Release"/>.</summary>
    /// <param name="tried">The endpoint on which the call has failed, if any.</param>
    public Lease Acquire(Endpoint? tried)
    {
        var now = timeProvider.GetTimestamp();
        var context = new PickContext(now, tried);
        for (var pick = 0; pick < MostPicks; pick++)
        {
            // A retry goes where success is likely, not where it is in doubt.
            var trial = tried is null ? Rotation.TakeTrial(now) : null;
            var endpoint = trial ?? policy.Pick(Rotation.Current, context);
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

    /// <summary>Gives an endpoint back.</summary>
    /// <param name="lease">What <see cref="Acquire"/> returned.</param>
    /// <param name="result">What the end of the attempt says of the endpoint.</param>
    /// <param name="retryAfter">How long the endpoint asked to be left alone, if it did.</param>
    /// <param name="load">What the endpoint said of its load, if it did.</param>
    public void Release(in Lease lease, CallResult result, TimeSpan? retryAfter = null, ServerLoad? load = null)
    {
        var endpoint = lease.Endpoint!;
        var now = timeProvider.GetTimestamp();
        var outcome = new CallOutcome(result, now, timeProvider.GetElapsedTime(lease.StartedAt, now), retryAfter)
        {
            ServerInFlight = load?.InFlight,
            ServerLatency = load?.Latency,
        };
        var isFailure = result is CallResult.Failed or CallResult.Unreachable;
        endpoint.Exit(isFailure);
        if (lease.IsTrial)
        {
            if (Rotation.EndTrial(endpoint, outcome))
            {
                Log.Returned(logger, metrics.Contract, endpoint.Address);
            }
        }
        else if (result == CallResult.Answered)
        {
            endpoint.Health.ForgetFailures();
        }
        else if (isFailure && Rotation.CountFailure(endpoint, outcome, lease.StartedAt))
        {
            metrics.Ejected(endpoint);
            Log.Ejected(logger, metrics.Contract, endpoint.Address, endpoint.Health.LastBan);
        }

        policy.OnCompleted(endpoint, outcome);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Client '{Contract}': endpoint '{Endpoint}' keeps failing and takes no calls for {Duration}.")]
        public static partial void Ejected(ILogger logger, string contract, Uri endpoint, TimeSpan duration);

        [LoggerMessage(2, LogLevel.Information, "Client '{Contract}': endpoint '{Endpoint}' answers again and takes calls.")]
        public static partial void Returned(ILogger logger, string contract, Uri endpoint);
    }
}
