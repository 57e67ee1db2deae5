using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Resile.Recovery.Hosting;

/// <summary>Ends a host with a time limit that holds whatever its services do.</summary>
internal static partial class HostEnd
{
    /// <summary>How long after its time limit a host is left behind: what honours the limit ends before.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    /// <summary>Stops and disposes a host.</summary>
    /// <returns>Whether nothing of it runs any more, as far as it can tell.</returns>
    public static async Task<bool> TryEndAsync(IHost host, TimeSpan stopTimeout, TimeProvider time, ILogger logger)
    {
        try
        {
            return await Task.Run(EndAsync, CancellationToken.None).WaitAsync(stopTimeout + Margin, time, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Log.NotStopped(logger, stopTimeout + Margin);
            return false;
        }

        async Task<bool> EndAsync()
        {
            using var limit = new CancellationTokenSource(stopTimeout, time);
            var hasEnded = true;
            try
            {
                await host.StopAsync(limit.Token).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // What threw has ended; what was cut off by the time limit has not.
                hasEnded = !IsCutOff(exception);
                Log.StopFailed(logger, exception);
            }

            await DisposeAsync(host, logger).ConfigureAwait(false);
            return hasEnded;
        }
    }

    /// <summary>Disposes a host. What its services throw is logged.</summary>
    public static async Task DisposeAsync(IHost host, ILogger logger)
    {
        try
        {
            if (host is IAsyncDisposable disposable)
            {
                await disposable.DisposeAsync().ConfigureAwait(false);
            }
            else
            {
                host.Dispose();
            }
        }
        catch (Exception exception)
        {
            Log.StopFailed(logger, exception);
        }
    }

    private static bool IsCutOff(Exception exception) =>
        exception is OperationCanceledException || (exception is AggregateException several && several.InnerExceptions.Any(IsCutOff));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Critical, "The host did not stop within {Limit} and is left behind: the process ends.")]
        public static partial void NotStopped(ILogger logger, TimeSpan limit);

        [LoggerMessage(2, LogLevel.Error, "A service of the host threw while it was stopped or disposed.")]
        public static partial void StopFailed(ILogger logger, Exception exception);
    }
}
