using Microsoft.Extensions.Logging;
using Resile.Messaging.Dispatching;
using Resile.Messaging.Storage;

namespace Resile.Messaging.Receiving;

/// <summary>Calls handlers again when the time of the messages that were set aside has come.</summary>
/// <remarks>Every node of a service runs it: each redelivery is taken inside its handler's transaction, by one of them.</remarks>
internal sealed partial class RedeliveryLoop(
    IMessageStore store, RedeliverySignal signal, JitterSource jitter, TimeProvider time, ILogger<RedeliveryLoop> logger)
{
    private const int BatchSize = 64;
    private const int Concurrency = 8;

    // What other nodes set aside is not signalled here.
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);

    /// <summary>Runs until the host stops.</summary>
    public async Task RunAsync(IReadOnlyDictionary<string, HandlerEndpoint> endpoints, CancellationToken cancellationToken)
    {
        if (endpoints.Count == 0)
        {
            return;
        }

        var consumers = endpoints.Keys.ToArray();
        var pauses = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5), jitter);
        var failures = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await RedeliverDueAsync(endpoints, consumers, cancellationToken).ConfigureAwait(false);
                await WaitForNextAsync(consumers, cancellationToken).ConfigureAwait(false);
                failures = 0;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                failures++;
                if (failures == 1)
                {
                    Log.StoreFailed(logger, exception, store.Name);
                }

                await Task.Delay(pauses.After(failures), time, cancellationToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RedeliverDueAsync(
        IReadOnlyDictionary<string, HandlerEndpoint> endpoints, string[] consumers, CancellationToken cancellationToken)
    {
        IReadOnlyList<Redelivery> due;
        var isMore = false;
        do
        {
            isMore = false;
            due = await store.Redeliveries.ReadDueAsync(consumers, time.GetUtcNow(), BatchSize, cancellationToken).ConfigureAwait(false);
            await Parallel.ForEachAsync(
                due,
                new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken },
                async (redelivery, token) =>
                {
                    var mayNextGoOn = await endpoints[redelivery.Consumer].RedeliverAsync(redelivery, token).ConfigureAwait(false);
                    if (mayNextGoOn && redelivery.OrderingKey is not null)
                    {
                        isMore = true;
                    }
                }).ConfigureAwait(false);
        }
        while (isMore || due.Count == BatchSize);
    }

    private async Task WaitForNextAsync(string[] consumers, CancellationToken cancellationToken)
    {
        var next = await store.Redeliveries.ReadNextDueAsync(consumers, cancellationToken).ConfigureAwait(false);
        var pause = next - time.GetUtcNow() is { } untilDue && untilDue < PollInterval ? untilDue : PollInterval;

        // What is due and was skipped is in another node's hands; asking again at once would only spin.
        var shortest = TimeSpan.FromMilliseconds(20);
        await signal.WaitAsync(pause < shortest ? shortest : pause, cancellationToken).ConfigureAwait(false);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The message store '{Store}' failed; redeliveries go on when it is back.")]
        public static partial void StoreFailed(ILogger logger, Exception exception, string store);
    }
}
