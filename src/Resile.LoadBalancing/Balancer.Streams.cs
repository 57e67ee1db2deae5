using Resile.LoadBalancing.Calls;
using Resile.LoadBalancing.Policies;

namespace Resile.LoadBalancing;

internal sealed partial class Balancer
{
    /// <summary>
    /// Learns that a stream has begun: its first item is the answer, and the time until then the latency. How long it goes on says nothing of the
    /// endpoint, which is busy with it until <see cref="End"/>.
    /// </summary>
    /// <param name="lease">What <see cref="Acquire"/> returned.</param>
    /// <param name="load">What the endpoint said of its load, if it did.</param>
    /// <returns>The lease to end with.</returns>
    public Lease Begun(in Lease lease, ServerLoad? load = null)
    {
        var now = timeProvider.GetTimestamp();
        Learn(lease, Outcome(CallResult.Answered, now, timeProvider.GetElapsedTime(lease.StartedAt, now), load: load));
        return lease with { IsTrial = false };
    }

    /// <summary>Gives the endpoint of a stream back.</summary>
    /// <param name="lease">What <see cref="Begun"/> returned.</param>
    /// <param name="result">How the stream ended; only a failure says something new.</param>
    public void End(in Lease lease, CallResult result)
    {
        var isFailure = IsFailure(result);
        lease.Endpoint!.Exit(isFailure);
        if (isFailure)
        {
            Learn(lease, Outcome(result, timeProvider.GetTimestamp(), TimeSpan.Zero));
        }
    }
}
