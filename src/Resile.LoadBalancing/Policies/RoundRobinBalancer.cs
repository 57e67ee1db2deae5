using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Policies;

/// <summary>Picks one endpoint after the other; weights are ignored.</summary>
internal sealed class RoundRobinBalancer : LoadBalancer
{
    private uint _next = uint.MaxValue;

    public override Endpoint? Pick(EndpointSet endpoints, in PickContext context)
    {
        var candidates = endpoints.InRotation;
        for (var attempt = 0; attempt < candidates.Length; attempt++)
        {
            var candidate = candidates[(int)(Interlocked.Increment(ref _next) % (uint)candidates.Length)];
            if (!context.IsTried(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
