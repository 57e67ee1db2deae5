using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Resile.Messaging.Dispatching;
using Resile.Messaging.Storage;

namespace Resile.Messaging.Receiving;

/// <summary>Calls handlers again when the time of the messages that were set aside has come.</summary>
/// <remarks>Every node of a service runs it: each redelivery is taken inside its handler's transaction, by one of them.</remarks>
internal sealed partial class RedeliveryLoop(
    IMessageStore store, RedeliverySignal signal, JitterSource jitter, TimeProvider time, ILogger<RedeliveryLoop> logger)
{
    // So many are started for a handler, which takes as many at once as it may; the next are read when half of them are done.
    private const int BatchSize = 64;

    // What other nodes set aside is not signalled here.
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);

    // What is due and still there is being handled, here or in another node: when the next one is due, the store does not tell then.
    private static readonly TimeSpan PollIntervalWhileBusy = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentDictionary<(string Consumer, Guid MessageId), Task> _running = new();

    /// <summary>Runs until the host stops, and what it has started has ended.</summary>
    public async Task RunAsync(IReadOnlyDictionary<string, HandlerEndpoint> endpoints, CancellationToken cancellationToken)
    {
        await StartDueAsync(endpoints, cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(_running.Values).ConfigureAwait(false);
    }

    private async Task StartDueAsync(IReadOnlyDictionary<string, HandlerEndpoint> endpoints, CancellationToken cancellationToken)
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
                if (!await StartNextAsync(endpoints, cancellationToken).ConfigureAwait(false))
                {
                    await WaitForNextAsync(consumers, cancellationToken).ConfigureAwait(false);
                }

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

    /// <summary>Starts what is due, for every handler that is not far behind.</summary>
    /// <returns>Whether there may be more.</returns>
    private async Task<bool> StartNextAsync(IReadOnlyDictionary<string, HandlerEndpoint> endpoints, CancellationToken cancellationToken)
    {
        var consumers = endpoints.Keys.Where(consumer => CountRunning(consumer) <= BatchSize / 2).ToArray();
        if (consumers.Length == 0)
        {
            return false;
        }

        // Those that run are due, too.
        var limit = BatchSize + _running.Count;
        var due = await store.Redeliveries.ReadDueAsync(consumers, time.GetUtcNow(), limit, cancellationToken).ConfigureAwait(false);
        var hasStarted = false;
        foreach (var redelivery in due)
        {
            var key = (redelivery.Consumer, redelivery.MessageId);
            if (!_running.ContainsKey(key) && CountRunning(redelivery.Consumer) < BatchSize)
            {
                var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _running[key] = end.Task;
                _ = Task.Run(() => RunOneAsync(endpoints[redelivery.Consumer], redelivery, end, cancellationToken), CancellationToken.None);
                hasStarted = true;
            }
        }

        return hasStarted && due.Count == limit;
    }

    private async Task RunOneAsync(
        HandlerEndpoint endpoint, Redelivery redelivery, TaskCompletionSource end, CancellationToken cancellationToken)
    {
        var outcome = AttemptOutcome.TakenElsewhere;
        try
        {
            outcome = await endpoint.RedeliverAsync(redelivery, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                Log.Failed(logger, exception, redelivery.MessageId, redelivery.Consumer);
            }
        }

        _running.TryRemove((redelivery.Consumer, redelivery.MessageId), out _);
        end.SetResult();

        // What another node has, or comes behind others of its key, is still due: asking again at once would only spin.
        if (outcome is not (AttemptOutcome.TakenElsewhere or AttemptOutcome.NotItsTurn)
            && (redelivery.OrderingKey is not null || CountRunning(redelivery.Consumer) is 0 or (BatchSize / 2)))
        {
            signal.Set();
        }
    }

    private int CountRunning(string consumer) => _running.Keys.Count(key => key.Consumer == consumer);

    private async Task WaitForNextAsync(string[] consumers, CancellationToken cancellationToken)
    {
        var next = await store.Redeliveries.ReadNextDueAsync(consumers, cancellationToken).ConfigureAwait(false) - time.GetUtcNow();
        var pause = next is not { } untilDue || untilDue > PollInterval ? PollInterval
            : untilDue > TimeSpan.Zero ? untilDue
            : PollIntervalWhileBusy;
        await signal.WaitAsync(pause, cancellationToken).ConfigureAwait(false);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The message store '{Store}' failed; redeliveries go on when it is back.")]
        public static partial void StoreFailed(ILogger logger, Exception exception, string store);

        [LoggerMessage(2, LogLevel.Error, "The redelivery of message {MessageId} to '{Consumer}' failed; it is tried again.")]
        public static partial void Failed(ILogger logger, Exception exception, Guid messageId, string consumer);
    }
}
