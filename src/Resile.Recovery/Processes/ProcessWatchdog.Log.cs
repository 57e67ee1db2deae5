using Microsoft.Extensions.Logging;

namespace Resile.Recovery.Processes;

/// <content>What it tells the log.</content>
public sealed partial class ProcessWatchdog
{
    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Process '{Name}' runs with id {ProcessId}.")]
        public static partial void Started(ILogger logger, string name, int processId);

        [LoggerMessage(2, LogLevel.Information, "Process '{Name}' has ended with exit code {ExitCode} and is not started again.")]
        public static partial void Ended(ILogger logger, string name, int exitCode);

        [LoggerMessage(3, LogLevel.Error, "Process '{Name}' ({ProcessId}) has died with exit code {ExitCode} and is started again.")]
        public static partial void Crashed(ILogger logger, string name, int processId, int exitCode);

        [LoggerMessage(4, LogLevel.Critical, "Process '{Name}' died {Burst} times in {Interval} and is left alone. Look at its own log for the cause.")]
        public static partial void GivenUp(ILogger logger, string name, int burst, TimeSpan interval);

        [LoggerMessage(5, LogLevel.Error, "Process '{Name}' could not be started again; it is tried again within the start limit.")]
        public static partial void NotStarted(ILogger logger, Exception exception, string name);

        [LoggerMessage(6, LogLevel.Error, "What follows process '{Name}' threw. The process is watched all the same.")]
        public static partial void HandlerFailed(ILogger logger, Exception exception, string name);

        [LoggerMessage(7, LogLevel.Information, "Process '{Name}' ({ProcessId}) serves.")]
        public static partial void Ready(ILogger logger, string name, int processId);

        [LoggerMessage(8, LogLevel.Error, "Process '{Name}' ({ProcessId}) is killed: {Fault}")]
        public static partial void Unresponsive(ILogger logger, string name, int processId, string fault);

        [LoggerMessage(9, LogLevel.Warning, "Whether process '{Name}' makes progress is not watched: this system has no sockets for it. It is watched for its end alone.")]
        public static partial void NotHeard(ILogger logger, string name);
    }
}
