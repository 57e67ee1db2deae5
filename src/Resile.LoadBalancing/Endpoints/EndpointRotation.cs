using Resile.LoadBalancing.Policies;

namespace Resile.LoadBalancing.Endpoints;

/// <summary>Decides which endpoints take calls: it ejects those that fail, and lets them try again.</summary>
/// <remarks>
/// Picking reads the current set and one time stamp, without a lock. What changes the set, which is rare, holds one lock and
/// publishes a new set.
/// </remarks>
internal sealed class EndpointRotation(TimeProvider timeProvider, RandomSource random, EjectionOptions options, Func<EndpointAddress, Endpoint> create)
{
    private readonly Lock _changing = new();
    private EjectionOptions _options = options;
    private EndpointSet _current = new([]);
    private long _nextTrialAt = long.MaxValue;

    /// <summary>Gets the endpoints as they are now.</summary>
    public EndpointSet Current => Volatile.Read(ref _current);

    /// <summary>Takes over changed options; times away that have begun keep their length.</summary>
    public void Configure(EjectionOptions options) => Volatile.Write(ref _options, options);

    /// <summary>Finds an ejected endpoint whose time is over, and gives the caller its only trial.</summary>
    public Endpoint? TakeTrial(long now)
    {
        if (now < Volatile.Read(ref _nextTrialAt))
        {
            return null;
        }

        foreach (var endpoint in Current.Away)
        {
            if (now >= endpoint.Health.BannedUntil && endpoint.Health.TryBeginTrial())
            {
                lock (_changing)
                {
                    ScheduleTrial();
                }

                return endpoint;
            }
        }

        return null;
    }

    /// <summary>Ends the trial that <see cref="TakeTrial"/> began.</summary>
    /// <param name="endpoint">The endpoint that was tried.</param>
    /// <param name="outcome">How the call on it ended.</param>
    /// <param name="beforeReturn">What to do before the endpoint takes calls again.</param>
    /// <returns>True where it came back into rotation.</returns>
    public bool EndTrial(Endpoint endpoint, in CallOutcome outcome, Action<Endpoint> beforeReturn)
    {
        lock (_changing)
        {
            if (outcome.Result == CallResult.Answered)
            {
                beforeReturn(endpoint);
                Return(endpoint, outcome.Timestamp);
                Publish(Current.All.ToArray());
                return true;
            }

            if (outcome.Result == CallResult.Cancelled)
            {
                endpoint.Health.BannedUntil = outcome.Timestamp;
                endpoint.Health.State = EndpointState.Ejected;
            }
            else
            {
                Ban(endpoint, outcome.Timestamp);
            }

            ScheduleTrial();
            return false;
        }
    }

    /// <summary>Counts a failure of an endpoint in rotation.</summary>
    /// <returns>True where the endpoint was ejected for it.</returns>
    public bool CountFailure(Endpoint endpoint, in CallOutcome outcome)
    {
        var failures = endpoint.Health.CountFailure();

        // That nobody listens is proof; that an answer was bad is only a sign.
        if (outcome.Result != CallResult.Unreachable && failures < Volatile.Read(ref _options).ConsecutiveFailures)
        {
            return false;
        }

        lock (_changing)
        {
            if (endpoint.Health.IsRetired || endpoint.State != EndpointState.InRotation
                || Current.Away.Length >= _options.MostAway(Current.All.Length))
            {
                return false;
            }

            if (timeProvider.GetElapsedTime(endpoint.Health.RevivedAt, outcome.Timestamp) > 2 * endpoint.Health.LastBan)
            {
                endpoint.Health.Ejections = 0;
            }

            Ban(endpoint, outcome.Timestamp);
            Publish(Current.All.ToArray());
            return true;
        }
    }

    /// <summary>Takes over a new list of addresses; endpoints that are on it already keep their state and connections.</summary>
    /// <returns>True where the list changed anything.</returns>
    public bool Replace(IReadOnlyList<EndpointAddress> addresses)
    {
        List<Endpoint> gone;
        lock (_changing)
        {
            var known = Current.All.ToArray().ToDictionary(static endpoint => Key(endpoint.Location));
            var next = new List<Endpoint>(addresses.Count);
            var hasChanged = false;
            foreach (var address in addresses.DistinctBy(Key))
            {
                hasChanged |= !known.Remove(Key(address), out var endpoint) || endpoint.Weight != address.Weight;
                endpoint ??= create(address);
                endpoint.Weight = address.Weight;
                next.Add(endpoint);
            }

            if (!hasChanged && known.Count == 0)
            {
                return false;
            }

            gone = [.. known.Values];
            ReturnSurplus(next);
            Publish([.. next]);
        }

        // Only now: a caller that finds its endpoint retired must find the new set when it picks again.
        gone.ForEach(static endpoint => endpoint.Retire());
        return true;
    }

    /// <summary>Takes every endpoint out of use for good; calls that have begun end on them.</summary>
    public void RetireAll()
    {
        Endpoint[] all;
        lock (_changing)
        {
            all = Current.All.ToArray();
            Publish([]);
        }

        Array.ForEach(all, static endpoint => endpoint.Retire());
    }

    private static (Uri, System.Net.EndPoint?) Key(EndpointAddress address) => (address.Uri, address.Target);

    private static void Return(Endpoint endpoint, long now)
    {
        endpoint.Health.ForgetFailures();
        endpoint.Health.RevivedAt = now;
        endpoint.Health.State = EndpointState.InRotation;
    }

    // Of fewer endpoints, fewer may be away: those whose time ends first come back without a trial.
    private void ReturnSurplus(List<Endpoint> endpoints)
    {
        var away = endpoints.Where(static endpoint => endpoint.State == EndpointState.Ejected)
            .OrderBy(static endpoint => endpoint.Health.BannedUntil).ToList();
        foreach (var endpoint in away.Take(Math.Max(0, away.Count - _options.MostAway(endpoints.Count))))
        {
            Return(endpoint, timeProvider.GetTimestamp());
        }
    }

    private void Ban(Endpoint endpoint, long now)
    {
        var health = endpoint.Health;
        var doublings = Math.Min(health.Ejections++, 30);
        var ticks = Math.Min(_options.Duration.Ticks * Math.Pow(2, doublings), _options.MaxDuration.Ticks);
        health.LastBan = TimeSpan.FromTicks((long)(ticks * (0.9 + (0.2 * random.NextDouble()))));
        health.BannedUntil = now + (long)(health.LastBan.TotalSeconds * timeProvider.TimestampFrequency);
        health.State = EndpointState.Ejected;
    }

    private void Publish(Endpoint[] endpoints)
    {
        Volatile.Write(ref _current, new EndpointSet(endpoints));
        ScheduleTrial();
    }

    private void ScheduleTrial()
    {
        var next = long.MaxValue;
        foreach (var endpoint in Current.Away)
        {
            if (endpoint.State == EndpointState.Ejected)
            {
                next = Math.Min(next, endpoint.Health.BannedUntil);
            }
        }

        Volatile.Write(ref _nextTrialAt, next);
    }
}
