using Resile.LoadBalancing.Policies;

namespace Resile.LoadBalancing.Endpoints;

/// <summary>Decides which endpoints take calls: it ejects those that fail, and lets them try again.</summary>
/// <remarks>
/// Picking reads the current set and one time stamp, without a lock. What changes the set, which is rare, holds one lock and
/// publishes a new set.
/// </remarks>
/// <param name="timeProvider">The clock.</param>
/// <param name="random">Spreads the times away.</param>
/// <param name="options">When to eject, and for how long.</param>
/// <param name="create">Makes an endpoint that has appeared.</param>
/// <param name="beforeReturn">What to do before an endpoint takes calls again.</param>
internal sealed partial class EndpointRotation(
    TimeProvider timeProvider, RandomSource random, EjectionOptions options, Func<EndpointAddress, Endpoint> create, Action<Endpoint> beforeReturn)
{
    private readonly Lock _changing = new();
    private readonly EjectionRule _rule = new(timeProvider, random, options);
    private EndpointSet _current = new([]);
    private long _nextTrialAt = long.MaxValue;
    private bool _isClosed;

    /// <summary>Gets the endpoints as they are now.</summary>
    public EndpointSet Current => Volatile.Read(ref _current);

    /// <summary>Draws 64 random bits.</summary>
    public ulong Draw() => random.NextBits();

    /// <summary>Takes over changed options; times away that have begun keep their length, unless fewer may be away now.</summary>
    public void Configure(EjectionOptions options)
    {
        lock (_changing)
        {
            _rule.Options = options;
            var all = Current.All.ToArray();
            ReturnSurplus(all);
            Publish(all);
        }
    }

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
    /// <returns>True where it came back into rotation.</returns>
    public bool EndTrial(Endpoint endpoint, in CallOutcome outcome)
    {
        lock (_changing)
        {
            if (endpoint.State != EndpointState.OnTrial)
            {
                // It was brought back meanwhile, because others went.
                return false;
            }

            if (outcome.Result is CallResult.Answered or CallResult.Overloaded)
            {
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
                _rule.Ban(endpoint.Health, outcome.Timestamp,
                    outcome.Result == CallResult.Unreachable ? "nobody could be reached there when a call tried it" : "the call that tried it failed");
            }

            ScheduleTrial();
            return false;
        }
    }

    /// <summary>Counts a failure of an endpoint in rotation.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="outcome">How the call on it ended.</param>
    /// <param name="startedAt">The time stamp at which the call began.</param>
    /// <returns>True where the endpoint was ejected for it.</returns>
    public bool CountFailure(Endpoint endpoint, in CallOutcome outcome, long startedAt)
    {
        if (startedAt < endpoint.Health.RevivedAt)
        {
            // A call from before the endpoint went away says nothing of how it is since it came back.
            return false;
        }

        if (_rule.Judge(endpoint.Health.CountFailure(), outcome.Result) is not { } because)
        {
            return false;
        }

        lock (_changing)
        {
            if (endpoint.Health.IsRetired || !MayLeave(endpoint))
            {
                return false;
            }

            _rule.ForgiveOf(endpoint.Health, outcome.Timestamp);
            _rule.Ban(endpoint.Health, outcome.Timestamp, because);
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
            if (_isClosed)
            {
                // A source may have its last word while its client goes. What it names now would never be retired.
                return false;
            }

            var known = Current.All.ToArray().ToDictionary(static endpoint => Key(endpoint.Location));
            var all = addresses.DistinctBy(Key).ToList();
            var listed = EndpointSubset.Of(all, _subset);
            var added = Create(listed.Where(address => !known.ContainsKey(Key(address))));
            var hasChanged = added.Count > 0;
            if (known.Count > 0)
            {
                // With the first list all are new alike.
                var now = timeProvider.GetTimestamp();
                foreach (var endpoint in added)
                {
                    endpoint.Health.SlowStart = _rule.WarmUp(now);
                }
            }

            var next = new Endpoint[listed.Count];
            for (var index = 0; index < next.Length; index++)
            {
                var address = listed[index];
                var endpoint = known.Remove(Key(address), out var kept) ? kept : added.Dequeue();
                hasChanged |= (endpoint.Weight, endpoint.Priority, endpoint.Zone) != (address.Weight, address.Priority, address.Zone);
                (endpoint.Weight, endpoint.Priority, endpoint.Zone) = (address.Weight, address.Priority, address.Zone);
                next[index] = endpoint;
            }

            Volatile.Write(ref _listed, all);
            if (!hasChanged && known.Count == 0)
            {
                return false;
            }

            gone = [.. known.Values];
            ReturnSurplus(next);
            Publish(next);
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
            _isClosed = true;
            all = Current.All.ToArray();
            Publish([]);
        }

        Array.ForEach(all, static endpoint => endpoint.Retire());
    }

    private static (Uri, System.Net.EndPoint?) Key(EndpointAddress address) => (address.Uri, address.Target);

    // All or none: where one cannot be made, nothing of the new list is taken over.
    private Queue<Endpoint> Create(IEnumerable<EndpointAddress> addresses)
    {
        var created = new Queue<Endpoint>();
        try
        {
            foreach (var address in addresses)
            {
                created.Enqueue(create(address));
            }

            return created;
        }
        catch
        {
            foreach (var endpoint in created)
            {
                endpoint.Retire();
            }

            throw;
        }
    }

    private void Return(Endpoint endpoint, long now)
    {
        beforeReturn(endpoint);
        endpoint.Health.ForgetFailures();
        endpoint.Health.RevivedAt = now;
        endpoint.Health.SlowStart = _rule.WarmUp(now);
        endpoint.Health.State = EndpointState.InRotation;
    }

    private void Publish(Endpoint[] endpoints)
    {
        Volatile.Write(ref _current, new EndpointSet(endpoints, _rule.Options.PanicShare, _zones));
        ScheduleTrial();
    }

    private void ScheduleTrial()
    {
        var next = long.MaxValue;
        foreach (var endpoint in _isProbed ? [] : Current.Away)
        {
            if (endpoint.State == EndpointState.Ejected)
            {
                next = Math.Min(next, endpoint.Health.BannedUntil);
            }
        }

        Volatile.Write(ref _nextTrialAt, next);
    }
}
