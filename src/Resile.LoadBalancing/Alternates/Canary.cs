using Microsoft.Extensions.Logging;
using Resile.LoadBalancing.Policies;

namespace Resile.LoadBalancing.Alternates;

/// <summary>Gives a share of the calls to the service on which a new version is tried, until that fails clearly more often than the other.</summary>
/// <remarks>
/// What it counts are the attempts and failures of the endpoints, of both sides, in intervals of ten seconds. It gets first attempts alone: a retry goes
/// to the old version. Safe for threads.
/// </remarks>
internal sealed partial class Canary(
    Balancer balancer, CanaryOptions options, Func<Balancer> main, TimeProvider timeProvider, RandomSource random, ILogger logger, string contract)
{
    // Spreads keys otherwise than the policies that pick endpoints by them do.
    private const ulong Odd = 0x9E37_79B9_7F4A_7C15;
    private const int FractionBits = 53;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock _judging = new();
    private Tally _ours = Tally.Of(balancer);
    private Tally _theirs = Tally.Of(main());
    private long _judgedAt = timeProvider.GetTimestamp();
    private long _pausedAt;
    private volatile bool _isPaused;

    /// <summary>Gets what picks its endpoints.</summary>
    public Balancer Balancer { get; } = balancer;

    /// <summary>Takes over that the new version is paused, where only values have changed: another change of the configuration is no reason to try again.</summary>
    public Canary After(Canary? former)
    {
        if (former is { _isPaused: true } && former.Balancer == Balancer)
        {
            (_pausedAt, _isPaused) = (former._pausedAt, true);
        }

        return this;
    }

    /// <summary>Shows it.</summary>
    public CanarySnapshot Snapshot(IReadOnlyList<EndpointSnapshot> endpoints) => new(options.Service, options.Share, _isPaused, endpoints);

    /// <summary>Takes an endpoint of the new version, if the call belongs there.</summary>
    /// <param name="now">The current time stamp.</param>
    /// <param name="key">The hash of the call's key, if it has one.</param>
    /// <param name="lease">The endpoint.</param>
    public bool TryAcquire(long now, ulong? key, out Lease lease)
    {
        lease = default;
        if (!IsIn(key) || !MayTake(now))
        {
            return false;
        }

        lease = Balancer.Acquire(now, key: key);
        return lease.Endpoint is not null;
    }

    private bool IsIn(ulong? key)
    {
        var fraction = key is { } hash ? (double)(unchecked((hash ^ (hash >> 29)) * Odd) >> (64 - FractionBits)) / (1L << FractionBits) : random.NextDouble();
        return fraction < options.Share;
    }

    private bool MayTake(long now)
    {
        if (timeProvider.GetElapsedTime(Volatile.Read(ref _judgedAt), now) >= Interval)
        {
            Judge(now);
        }

        return !_isPaused;
    }

    private void Judge(long now)
    {
        lock (_judging)
        {
            if (timeProvider.GetElapsedTime(_judgedAt, now) < Interval)
            {
                return;
            }

            var (ours, theirs) = (Tally.Of(Balancer), Tally.Of(main()));
            var (share, usual) = (ours.FailuresSince(_ours), theirs.FailuresSince(_theirs));
            var isJudged = ours.CallsSince(_ours) >= options.LeastCalls;
            (_ours, _theirs, _judgedAt) = (ours, theirs, now);
            if (_isPaused && timeProvider.GetElapsedTime(_pausedAt, now) >= options.Pause)
            {
                _isPaused = false;
                Log.Resumed(logger, contract, options.Share);
            }
            else if (!_isPaused && isJudged && share > usual + options.MaxExtraFailures)
            {
                (_isPaused, _pausedAt) = (true, now);
                Log.Paused(logger, contract, share, usual, options.Pause);
            }
        }
    }

    /// <summary>What the endpoints of one side have done since they appeared.</summary>
    private readonly record struct Tally(long Calls, long Failures)
    {
        public static Tally Of(Balancer balancer)
        {
            var (calls, failures) = (0L, 0L);
            foreach (var endpoint in balancer.Rotation.Current.All)
            {
                calls += endpoint.Picks;
                failures += endpoint.Failures;
            }

            return new(calls, failures);
        }

        // Endpoints that have gone take their counts along; less than before is no calls.
        public long CallsSince(Tally before) => Math.Max(0, Calls - before.Calls);

        public double FailuresSince(Tally before) => CallsSince(before) is > 0 and var calls ? Math.Max(0.0, Failures - before.Failures) / calls : 0;
    }

    private static partial class Log
    {
        [LoggerMessage(41, LogLevel.Warning, "Client '{Contract}': {Share:P0} of the calls to the new version fail, of those to the old one {Usual:P0}. The new one gets none for {Pause}.")]
        public static partial void Paused(ILogger logger, string contract, double share, double usual, TimeSpan pause);

        [LoggerMessage(42, LogLevel.Information, "Client '{Contract}': the new version gets {Share:P0} of the calls again.")]
        public static partial void Resumed(ILogger logger, string contract, double share);
    }
}
