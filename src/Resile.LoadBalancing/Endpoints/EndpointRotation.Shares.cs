namespace Resile.LoadBalancing.Endpoints;

internal sealed partial class EndpointRotation
{
    private ZonePreference _zones = ZonePreference.None;

    private SubsetOptions _subset = new();
    private IReadOnlyList<EndpointAddress> _listed = [];

    /// <summary>Gets the whole list that was taken over last.</summary>
    public IReadOnlyList<EndpointAddress> Listed => Volatile.Read(ref _listed);

    /// <summary>Takes over which part of the list is used.</summary>
    public void Choose(SubsetOptions subset)
    {
        lock (_changing)
        {
            _subset = subset;
        }

        Replace(Listed);
    }

    /// <summary>Takes over which zone is preferred.</summary>
    public void Prefer(ZonePreference zones)
    {
        lock (_changing)
        {
            if (_zones != zones)
            {
                _zones = zones;
                Publish(Current.All.ToArray());
            }
        }
    }

    // The lowest priority is what is left in the end, so the largest share holds for it. One above may go whole: that is what those below are for.
    private int MostAway(ReadOnlySpan<Endpoint> all, int priority)
    {
        var (count, isLowest) = (0, true);
        foreach (var endpoint in all)
        {
            count += endpoint.Priority == priority ? 1 : 0;
            isLowest &= endpoint.Priority <= priority;
        }

        return isLowest ? _rule.Options.MostAway(count) : _rule.Options.Enabled ? int.MaxValue : 0;
    }

    private bool MayLeave(Endpoint endpoint)
    {
        if (endpoint.State != EndpointState.InRotation)
        {
            return false;
        }

        var away = 0;
        foreach (var other in Current.Away)
        {
            away += other.Priority == endpoint.Priority ? 1 : 0;
        }

        return away < MostAway(Current.All, endpoint.Priority);
    }

    // Of fewer endpoints, fewer may be away: those whose time ends first, or has ended, come back without waiting for a trial.
    private void ReturnSurplus(Endpoint[] endpoints)
    {
        foreach (var level in endpoints.GroupBy(static endpoint => endpoint.Priority))
        {
            var away = level.Where(static endpoint => endpoint.State != EndpointState.InRotation)
                .OrderBy(static endpoint => endpoint.Health.BannedUntil).ToList();
            foreach (var endpoint in away.Take(Math.Max(0, away.Count - MostAway(endpoints, level.Key))))
            {
                Return(endpoint, timeProvider.GetTimestamp());
            }
        }
    }
}
