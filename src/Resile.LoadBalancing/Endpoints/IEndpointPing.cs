namespace Resile.LoadBalancing.Endpoints;

/// <summary>A transport that can ask an endpoint whether it is there, without a call.</summary>
internal interface IEndpointPing
{
    /// <summary>Sends a sign of life, and waits for the answer; connects first, if need be.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="IOException">There is no connection, or it broke.</exception>
    ValueTask PingAsync(CancellationToken cancellationToken);
}
