using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Policies;

/// <summary>Picks by a table that maps the hash of the key to an endpoint.</summary>
/// <remarks>
/// Maglev hashing (Eisenbud and others, 2016). The table is made anew, once, when the endpoints in rotation change, which takes about a
/// millisecond; a pick is one look at it, whatever the number of endpoints. When an endpoint goes, under a hundredth of the keys of the others move.
/// </remarks>
internal sealed class MaglevBalancer(RandomSource random) : HashingBalancer(random)
{
    private readonly Lock _making = new();

    public override Endpoint? Pick(EndpointSet endpoints, in PickContext context)
    {
        if (endpoints.InRotation.IsEmpty)
        {
            return null;
        }

        var table = TableOf(endpoints);
        var key = KeyOf(context);
        var first = table[key];

        // An idle endpoint always has room, so nothing needs to be counted.
        return first.InFlight == 0 && !context.IsTried(first) ? first : WithRoom(endpoints, context, table, key);
    }

    // A jump to anywhere in the table, not to the neighbour, which would get all that the full one cannot take.
    private static Endpoint? WithRoom(EndpointSet endpoints, in PickContext context, MaglevTable table, ulong key)
    {
        var bound = BoundOf(endpoints);
        for (var jump = 0; jump < endpoints.InRotation.Length; jump++)
        {
            var candidate = table[key];
            if (!context.IsTried(candidate) && HasRoom(candidate, bound))
            {
                return candidate;
            }

            key = HashedEndpoint.Mix(key + 0x9E3779B97F4A7C15);
        }

        return LeastLoaded(endpoints, context);
    }

    private static Endpoint? LeastLoaded(EndpointSet endpoints, in PickContext context)
    {
        Endpoint? best = null;
        var least = double.PositiveInfinity;
        foreach (var candidate in endpoints.InRotation)
        {
            var load = (candidate.InFlight + 1.0) / candidate.Weight;
            if (load < least && !context.IsTried(candidate))
            {
                least = load;
                best = candidate;
            }
        }

        return best;
    }

    // It is kept with the endpoints, because calls may alternate between the sets of several priorities or zones.
    private MaglevTable TableOf(EndpointSet endpoints)
    {
        if (Volatile.Read(ref endpoints.PolicyTable) is MaglevTable table)
        {
            return table;
        }

        lock (_making)
        {
            if (endpoints.PolicyTable is not MaglevTable made)
            {
                made = new MaglevTable(endpoints);
                Volatile.Write(ref endpoints.PolicyTable, made);
            }

            return made;
        }
    }
}
