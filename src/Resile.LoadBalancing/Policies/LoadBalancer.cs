using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Policies;

/// <summary>A policy: it picks the endpoint of each call.</summary>
/// <remarks>
/// One instance serves one client. Every member is called from many threads at once, and <see cref="Pick"/> and
/// <see cref="OnCompleted"/> stand on the path of every call: they should neither allocate nor wait.
/// </remarks>
public abstract class LoadBalancer
{
    /// <summary>Gets whether the policy weighs endpoints by <see cref="Endpoint.WeightAt"/>, and so sees to their warm-up itself.</summary>
    internal virtual bool HeedsWarmUp => false;

    /// <summary>Makes what the policy remembers of an endpoint; it is kept in <see cref="Endpoint.PolicyState"/>.</summary>
    /// <param name="endpoint">An endpoint that has just appeared.</param>
    public virtual object? CreateState(Endpoint endpoint) => null;

    /// <summary>Picks the endpoint of a call among those in rotation.</summary>
    /// <param name="endpoints">The endpoints as they are now.</param>
    /// <param name="context">What is known of the call.</param>
    /// <returns>The endpoint, or null where every endpoint in rotation has been tried already.</returns>
    public abstract Endpoint? Pick(EndpointSet endpoints, in PickContext context);

    /// <summary>Learns how a call ended, those of a trial included.</summary>
    /// <param name="endpoint">The endpoint that took the call.</param>
    /// <param name="outcome">How it ended.</param>
    public virtual void OnCompleted(Endpoint endpoint, in CallOutcome outcome)
    {
    }

    /// <summary>Says in plain sentences what the policy thinks of an endpoint, for a person who asks why it got calls or did not.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="timestamp">The current time stamp.</param>
    /// <returns>The sentences; null, the default, where there is nothing to say.</returns>
    public virtual string? Explain(Endpoint endpoint, long timestamp) => null;

    /// <summary>Learns that an endpoint comes back into rotation: what was known of it before no longer says much.</summary>
    /// <param name="endpoint">The endpoint, whose trial has just succeeded.</param>
    public virtual void OnRevived(Endpoint endpoint)
    {
    }
}
