namespace Resile.LoadBalancing.Endpoints;

/// <summary>How calls are spread over the priorities and zones of a service's endpoints: disjoint sets, each with its share.</summary>
/// <remarks>
/// <para>
/// Priorities, after Envoy: a level with h of n endpoints healthy counts as min(1, 1.4 h / n) healthy, so that it may lose two of seven before anything
/// changes. Calls go to the first level as far as its health reaches, what is left to the next, and so on. Where all of them together reach less than
/// 1, the shares are scaled up, and a level with too few healthy endpoints ignores health.
/// </para>
/// <para>
/// Zones, after Envoy's zone aware routing with clients that are spread evenly over Z zones: where the healthy endpoints of the client's own zone have a share u of
/// the weight of all, it keeps min(1, u Z) of its calls; the rest goes to the zones with more than 1 / Z, in proportion to what they have more.
/// </para>
/// </remarks>
internal sealed class EndpointSpread
{
    /// <summary>How much more than its part a healthy endpoint is trusted with before calls spill to the next priority.</summary>
    public const double Overprovision = 1.4;

    // So small a share would only be an error of rounding.
    private const double Nothing = 1e-9;

    private readonly List<(EndpointSet Set, double Share)> _parts = [];

    private EndpointSpread()
    {
    }

    /// <summary>Gets the sets, each with its share of the calls; the shares add up to 1.</summary>
    public IReadOnlyList<(EndpointSet Set, double Share)> Parts => _parts;

    /// <summary>Computes the spread.</summary>
    /// <param name="all">Every endpoint, healthy or not.</param>
    /// <param name="panicShare">The share of healthy endpoints below which health is ignored.</param>
    /// <param name="zones">Which zone is the client's own, if that matters.</param>
    /// <returns>Null where there is nothing to choose: one priority, and no zone to prefer.</returns>
    public static EndpointSpread? Of(Endpoint[] all, double panicShare, ZonePreference zones)
    {
        if (!Array.Exists(all, endpoint => endpoint.Priority != all[0].Priority || (zones.Own is not null && endpoint.Zone != all[0].Zone)))
        {
            return null;
        }

        var levels = all.GroupBy(static endpoint => endpoint.Priority).OrderBy(static level => level.Key)
            .Select(static level => level.ToArray()).ToArray();
        var health = Array.ConvertAll(levels, static level => Math.Min(1, Overprovision * Healthy(level).Length / level.Length));
        var reach = health.Sum();
        var spread = new EndpointSpread();
        var left = 1.0;
        for (var level = 0; level < levels.Length; level++)
        {
            var share = reach >= 1 ? Math.Min(left, health[level]) : reach > 0 ? health[level] / reach : level == 0 ? 1 : 0;
            left -= share;
            if (share > Nothing)
            {
                // With a sound level below, too few healthy endpoints are no reason to call the others.
                spread.Add(new EndpointSet(levels[level], levels.Length > 1 && reach >= 1 ? 0 : panicShare), share, zones);
            }
        }

        return levels.Length == 1 && spread._parts[0].Set.All.Length == all.Length ? null : spread;
    }

    /// <summary>Takes a set for a call.</summary>
    /// <param name="bits">64 random bits, or the hash of the call's key.</param>
    public EndpointSet Draw(ulong bits)
    {
        var point = (bits >> 11) * (1.0 / (1UL << 53));
        for (var part = 0; part < _parts.Count - 1; part++)
        {
            point -= _parts[part].Share;
            if (point < 0)
            {
                return _parts[part].Set;
            }
        }

        return _parts[^1].Set;
    }

    /// <summary>Gets the share of the calls that goes to the set of an endpoint.</summary>
    public double ShareOf(Endpoint endpoint)
    {
        foreach (var (set, share) in _parts)
        {
            if (set.InRotation.Contains(endpoint))
            {
                return share;
            }
        }

        return 0;
    }

    private static Endpoint[] Healthy(Endpoint[] level) => Array.FindAll(level, static endpoint => endpoint.State == EndpointState.InRotation);

    private void Add(EndpointSet level, double share, ZonePreference preference)
    {
        var zones = level.All.ToArray().Select(static endpoint => endpoint.Zone).Distinct().ToArray();
        if (preference.Own is not { } own || !zones.Contains(own) || zones.Length == 1 || level.InRotation.Length < preference.LeastEndpoints || level.IsPanic)
        {
            _parts.Add((level, share));
            return;
        }

        var kept = Math.Min(1, WeightOf(level, own) * zones.Length / level.TotalWeight);
        AddZone(level, own, share * kept);
        var others = zones.Where(zone => zone != own)
            .Select(zone => (Zone: zone, Surplus: Math.Max(0, (WeightOf(level, zone) / level.TotalWeight) - (1.0 / zones.Length)))).ToArray();
        var surplus = others.Sum(static other => other.Surplus);
        foreach (var other in others)
        {
            AddZone(level, other.Zone, share * (1 - kept) * other.Surplus / Math.Max(surplus, Nothing));
        }
    }

    private void AddZone(EndpointSet level, string? zone, double share)
    {
        if (share > Nothing)
        {
            _parts.Add((new EndpointSet(Array.FindAll(level.InRotation.ToArray(), endpoint => endpoint.Zone == zone)), share));
        }
    }

    private static double WeightOf(EndpointSet level, string? zone)
    {
        var weight = 0.0;
        foreach (var endpoint in level.InRotation)
        {
            weight += endpoint.Zone == zone ? endpoint.Weight : 0;
        }

        return weight;
    }
}
