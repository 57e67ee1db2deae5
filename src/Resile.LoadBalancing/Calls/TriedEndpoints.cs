using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Calls;

/// <summary>The endpoints on which a call has failed, or still runs: a list that grows at its head and never changes, because calls rarely have any.</summary>
/// <param name="Endpoint">The last of them.</param>
/// <param name="Before">Those before it; null where there are none.</param>
internal sealed record TriedEndpoints(Endpoint Endpoint, TriedEndpoints? Before = null)
{
    /// <summary>Tells whether an endpoint is among them.</summary>
    public bool Contains(Endpoint endpoint)
    {
        for (var tried = this; tried is not null; tried = tried.Before)
        {
            if (ReferenceEquals(tried.Endpoint, endpoint))
            {
                return true;
            }
        }

        return false;
    }
}
