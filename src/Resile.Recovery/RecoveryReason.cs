namespace Resile.Recovery;

/// <summary>Why a generation was made.</summary>
public enum RecoveryReason
{
    /// <summary>The host started.</summary>
    Started,

    /// <summary>The generation before it threw.</summary>
    Crashed,

    /// <summary>A call on the generation before it did not return in time.</summary>
    Hung,

    /// <summary>The generation before it could not be started.</summary>
    StartFailed,

    /// <summary>Its whole service was restarted.</summary>
    ServiceRestarted,
}
