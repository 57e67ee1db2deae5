using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Resile.Recovery.Processes;

namespace Resile.Recovery.Supervision;

/// <summary>Restarts the system by ending the process: its parent (our watchdog, systemd, Kubernetes) starts it again.</summary>
internal sealed partial class ProcessExitRecovery(
    IHostApplicationLifetime lifetime, TimeProvider time, ILogger<ProcessExitRecovery> logger) : ISystemRecovery
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public void RestartSystem(string reason)
    {
        Log.Restarting(logger, reason, RecoveryExitCodes.Restart);
        ExitCode.Insist(RecoveryExitCodes.Restart);

        // What brought us here may well keep the host from stopping: then it is not asked again.
        _ = ExitDeadline.SetAsync(Grace, time);
        lifetime.StopApplication();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Critical, "The system restarts: {Reason} The process ends with exit code {ExitCode}; its parent has to start it again.")]
        public static partial void Restarting(ILogger logger, string reason, int exitCode);
    }
}
