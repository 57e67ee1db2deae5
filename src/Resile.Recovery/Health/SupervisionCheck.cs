namespace Resile.Recovery.Health;

/// <summary>What a health check of supervision asks.</summary>
internal enum SupervisionCheck
{
    /// <summary>Whether the process should live.</summary>
    Live,

    /// <summary>Whether it should get traffic.</summary>
    Ready,

    /// <summary>Whether it has started.</summary>
    Startup,
}
