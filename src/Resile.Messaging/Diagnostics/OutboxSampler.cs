using Microsoft.Extensions.Logging;
using Resile.Messaging.Storage;

namespace Resile.Messaging.Diagnostics;

/// <summary>Looks at the outbox now and then, for the gauges.</summary>
internal sealed partial class OutboxSampler(
    IMessageStore store, OutboxReadings readings, MessagingMetrics metrics, TimeProvider time, ILogger<OutboxSampler> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Runs until the host stops.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var (enqueued, published) = (metrics.Enqueued.Total, metrics.Published.Total);
                readings.Update(await store.Outbox.ReadStatisticsAsync(cancellationToken).ConfigureAwait(false), enqueued, published);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                Log.Failed(logger, exception);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(Interval, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "The outbox could not be looked at.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
