namespace Resile.LoadBalancing.Endpoints;

/// <summary>What the health of an endpoint lets it do.</summary>
public enum EndpointState
{
    /// <summary>It takes calls.</summary>
    InRotation,

    /// <summary>It failed too often and takes no calls for a while.</summary>
    Ejected,

    /// <summary>Its time away is over: one call tries it, and decides.</summary>
    OnTrial,
}
