using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Policies;

/// <summary>The table of Maglev: each slot names an endpoint.</summary>
/// <remarks>
/// Every endpoint goes through the slots in an order of its own, and they take turns in claiming their next free one. One of less weight than
/// the heaviest sits out the turns that it has no right to. Endpoints take turns in the order of their hashes, so that clients
/// which know them in another order make the same table.
/// </remarks>
internal sealed class MaglevTable
{
    /// <summary>The number of slots: a prime, so that every step leads through all of them.</summary>
    public const int Size = 65_537;

    private readonly Endpoint[] _endpoints;
    private readonly int[] _slots;

    /// <summary>Makes the table of the endpoints in rotation.</summary>
    public MaglevTable(EndpointSet endpoints)
    {
        _endpoints = [.. endpoints.InRotation.ToArray().OrderBy(static endpoint => HashedEndpoint.Of(endpoint).Hash)];
        _slots = _endpoints.Length == 0 ? [] : Fill(_endpoints);
    }

    /// <summary>Gets the endpoint of a key.</summary>
    public Endpoint this[ulong key] => _endpoints[_slots[key % Size]];

    private static int[] Fill(Endpoint[] endpoints)
    {
        var slots = new int[Size];
        Array.Fill(slots, -1);
        var next = Array.ConvertAll(endpoints, static endpoint => (int)(HashedEndpoint.Of(endpoint).Hash % Size));
        var step = Array.ConvertAll(endpoints, static endpoint => (int)(HashedEndpoint.Mix(HashedEndpoint.Of(endpoint).Hash) % (Size - 1)) + 1);
        var claimed = new long[endpoints.Length];
        var heaviest = endpoints.Max(static endpoint => endpoint.Weight);
        var free = Size;
        for (long turn = 1; free > 0; turn++)
        {
            for (var index = 0; index < endpoints.Length && free > 0; index++)
            {
                if (turn * endpoints[index].Weight < (claimed[index] + 1) * heaviest)
                {
                    continue;
                }

                while (slots[next[index]] >= 0)
                {
                    next[index] = (next[index] + step[index]) % Size;
                }

                slots[next[index]] = index;
                claimed[index]++;
                free--;
            }
        }

        return slots;
    }
}
