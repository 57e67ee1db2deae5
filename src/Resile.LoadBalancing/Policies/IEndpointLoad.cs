using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Policies;

/// <summary>How a policy scores an endpoint. Implemented by structures without members, so that a policy's loop over its endpoints is compiled for its score alone.</summary>
internal interface IEndpointLoad
{
    /// <summary>Scores an endpoint for one more call; less is better.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="now">The time stamp of the pick.</param>
    static abstract double Of(Endpoint endpoint, long now);
}
