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

    /// <summary>Another component of its supervisor failed, and the strategy takes this one along.</summary>
    RestartedAlong,

    /// <summary>The loop of the generation before it returned.</summary>
    Ended,

    /// <summary>Somebody asked for the restart: <see cref="ISupervision.RestartAsync"/>.</summary>
    Requested,

    /// <summary>The generation before it said several times in a row that it is not well, or did not answer: see <see cref="IHealthProbe"/>.</summary>
    ProbeFailed,
}
