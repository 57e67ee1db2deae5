using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Resile.Messaging.Storage;

namespace Resile.Messaging.Receiving;

/// <summary>Forgets what was handled longer ago than the inbox is to remember, in small steps.</summary>
internal sealed partial class InboxCleaner(
    IMessageStore store, IOptions<MessagingOptions> options, TimeProvider time, ILogger<InboxCleaner> logger)
{
    private const int BatchSize = 1_000;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>Runs until the host stops.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var handledBefore = time.GetUtcNow() - options.Value.InboxRetention;
                while (await store.Inbox.PurgeAsync(handledBefore, BatchSize, cancellationToken).ConfigureAwait(false) == BatchSize)
                {
                    // Senders and handlers get their turn between two steps.
                    await Task.Yield();
                }
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
        [LoggerMessage(1, LogLevel.Warning, "The inbox could not be cleaned; it will be tried again in a minute.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
