namespace Resile.Recovery.Hosting;

/// <summary>How the system restarts when restarting its services does not help.</summary>
public enum SystemRestart
{
    /// <summary>The process ends with exit code 75, for its parent to start it again.</summary>
    Exit,

    /// <summary>The host is stopped, disposed and built anew in the same process, as often as it takes.</summary>
    Rebuild,

    /// <summary>The host is rebuilt as long as the budget lasts; then the process ends with exit code 75.</summary>
    RebuildThenExit,
}
