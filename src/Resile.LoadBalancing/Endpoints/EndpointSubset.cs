using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Resile.LoadBalancing.Endpoints;

/// <summary>Chooses the endpoints that one of many clients uses, so that all endpoints get equal shares and each client few connections.</summary>
/// <remarks>
/// After the deterministic aperture of Finagle. Endpoints lie on a ring, in the order of the hashes of their addresses, each with an equal arc; the arc of client i of C
/// begins at i / C and is as long as <c>size</c> endpoints, rounded up to a multiple of 1 / C. So the arcs of all clients together cover the ring evenly, whatever the numbers
/// are. A client uses the endpoints under its arc, those at its ends with the part of their weight that is covered. When an endpoint goes, arcs
/// move by at most one endpoint.
/// </remarks>
internal static class EndpointSubset
{
    // Weights are whole numbers, so a part of one takes a larger unit.
    private const int Unit = 100;

    // An overlap that is only an error of rounding is none.
    private const double Nothing = 1e-9;

    /// <summary>Chooses from a list; priorities and zones are rings of their own.</summary>
    public static IReadOnlyList<EndpointAddress> Of(IReadOnlyList<EndpointAddress> addresses, SubsetOptions options)
    {
        if (options.Size == 0 || options.ClientCount == 1)
        {
            return addresses;
        }

        var chosen = addresses.GroupBy(static address => (address.Priority, address.Zone))
            .SelectMany(ring => Under(ring.OrderBy(static address => HashOf(address)).ToArray(), options)).ToArray();
        if (Array.TrueForAll(chosen, static each => each.Part == 1))
        {
            return [.. chosen.Select(static each => each.Address)];
        }

        var unit = Math.Clamp(EndpointAddress.MaxWeight / chosen.Max(static each => each.Address.Weight), 1, Unit);
        return [.. chosen.Select(each => each.Address with { Weight = Math.Max(1, (int)Math.Round(each.Address.Weight * each.Part * unit)) })];
    }

    /// <summary>Computes which part of each endpoint of a ring lies under the arc of a client; those with none are left out.</summary>
    public static IEnumerable<(EndpointAddress Address, double Part)> Under(EndpointAddress[] ring, SubsetOptions options)
    {
        var width = Math.Ceiling(Math.Min(1, (double)options.Size / ring.Length) * options.ClientCount) / options.ClientCount * ring.Length;
        var start = (double)options.ClientIndex / options.ClientCount * ring.Length;
        for (var index = 0; index < ring.Length; index++)
        {
            // The arc may go round, and then lies over the first endpoints as well.
            var part = Overlap(index, start, width) + Overlap(index + ring.Length, start, width);
            if (part > Nothing)
            {
                yield return (ring[index], part > 1 - Nothing ? 1 : part);
            }
        }
    }

    private static double Overlap(int index, double start, double width) => Math.Max(0, Math.Min(index + 1, start + width) - Math.Max(index, start));

    // The same in every client, whatever order it knows the endpoints in.
    private static (ulong Hash, string Text) HashOf(EndpointAddress address)
    {
        var text = address.Uri.AbsoluteUri + " " + address.Target;
        return (XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text.AsSpan())), text);
    }
}
