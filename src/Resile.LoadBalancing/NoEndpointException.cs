namespace Resile.LoadBalancing;

/// <summary>Thrown where a client knows no endpoint of its service. Nothing was sent.</summary>
public sealed class NoEndpointException : RemoteCallException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="facts">Which call it speaks of.</param>
    /// <param name="service">The name of the service that has no endpoints.</param>
    public NoEndpointException(RemoteCallFacts facts, string service)
        : base(facts, $"{facts}: service '{service}' has no endpoints. Configure Resile:Clients:{facts.Contract}:Endpoints, or "
            + $"see why service discovery finds none (Services:{service}).") => Service = service;

    /// <summary>Gets the name of the service.</summary>
    public string Service { get; }
}
