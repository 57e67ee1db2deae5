namespace Resile.Recovery;

/// <summary>The exit codes by which a process tells its parent what to do.</summary>
/// <remarks>
/// They are those of sysexits.h that come nearest, and map to systemd's
/// <c>RestartForceExitStatus=75 RestartPreventExitStatus=78</c>.
/// </remarks>
public static class RecoveryExitCodes
{
    /// <summary>The process has given up on itself: start it again.</summary>
    public const int Restart = 75;

    /// <summary>Starting the process again cannot help: do not.</summary>
    public const int DoNotRestart = 78;
}
