using System.IO.Hashing;
using System.Runtime.InteropServices;
using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Policies;

/// <summary>What hashing policies remember of an endpoint: a hash of its address, the same in every client.</summary>
internal sealed class HashedEndpoint(Endpoint endpoint)
{
    /// <summary>Gets the hash of the address.</summary>
    public ulong Hash { get; } =
        XxHash3.HashToUInt64(MemoryMarshal.AsBytes((endpoint.Address.AbsoluteUri + " " + endpoint.Location.Target).AsSpan()));

    /// <summary>Gets what the policy remembers of an endpoint.</summary>
    public static HashedEndpoint Of(Endpoint endpoint) => (HashedEndpoint)endpoint.PolicyState!;

    /// <summary>Spreads every bit of a number over all bits of the result: the finaliser of MurmurHash3 (Appleby).</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 33)) * 0xFF51AFD7ED558CCD;
        value = (value ^ (value >> 33)) * 0xC4CEB9FE1A85EC53;
        return value ^ (value >> 33);
    }
}
