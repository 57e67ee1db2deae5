namespace Resile.Recovery.Processes;

/// <summary>Ends the process, with the exit code that was set or else 1, if it has not ended by itself in time.</summary>
internal static class ExitDeadline
{
    /// <summary>Sets the deadline. It cannot be taken back.</summary>
    public static async Task SetAsync(TimeSpan grace, TimeProvider time)
    {
        await Task.Delay(grace, time).ConfigureAwait(false);
        Environment.Exit(Environment.ExitCode == 0 ? 1 : Environment.ExitCode);
    }
}
