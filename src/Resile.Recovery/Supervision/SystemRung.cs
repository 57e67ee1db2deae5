using Microsoft.Extensions.Logging;

namespace Resile.Recovery.Supervision;

/// <summary>Asks for the restart of the system, once, however many supervisors find that it is needed. Thread-safe.</summary>
internal sealed partial class SystemRung(ISystemRecovery system, ILogger<SystemRung> logger)
{
    private int _isRestarting;

    /// <summary>Gets whether the restart was asked for.</summary>
    public bool IsRestarting => Volatile.Read(ref _isRestarting) != 0;

    /// <summary>Asks for the restart.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="isProcessLost">Whether only the end of the process helps.</param>
    /// <returns>Whether this was the first to ask.</returns>
    public bool Restart(string reason, bool isProcessLost = false)
    {
        if (Interlocked.Exchange(ref _isRestarting, 1) != 0)
        {
            return false;
        }

        try
        {
            if (isProcessLost)
            {
                system.EndProcess(reason);
            }
            else
            {
                system.RestartSystem(reason);
            }
        }
        catch (Exception exception)
        {
            // Nothing stands above this rung: what is left is to say so.
            Log.Refused(logger, exception, reason);
        }

        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Critical, "The system could not be restarted, and has to be by hand. It was to restart because: {Reason}")]
        public static partial void Refused(ILogger logger, Exception exception, string reason);
    }
}
