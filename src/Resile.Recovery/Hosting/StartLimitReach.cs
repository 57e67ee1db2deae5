namespace Resile.Recovery.Hosting;

/// <summary>Sets start limits that can be reached.</summary>
/// <remarks>
/// systemd's default of 5 starts in 10 s is never reached with a pause of 2 s or more, nor by a process that fails by hanging: it would be started again for ever.
/// The slowest way to fail is to use up the time for a start, then to fall silent until the watchdog notices.
/// </remarks>
internal static class StartLimitReach
{
    /// <summary>Gets an interval within which so many starts fit, however slowly each fails.</summary>
    public static TimeSpan Interval(int burst, TimeSpan pause, TimeSpan startTimeout, TimeSpan watchdogTimeout) =>
        burst * (pause + startTimeout + watchdogTimeout);
}
