namespace Resile.LoadBalancing.Endpoints;

/// <summary>What a probe changed.</summary>
internal enum ProbeEffect
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The endpoint left the rotation.</summary>
    Ejected,

    /// <summary>The endpoint came back.</summary>
    Returned,
}
