using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Resile.Messaging.Diagnostics;
using Resile.Messaging.Storage;

namespace Resile.Messaging.Dispatching;

/// <summary>Publishes what is committed to the outbox, as long as the host runs.</summary>
internal sealed partial class Dispatcher(
    IMessageStore store,
    EnvelopePublisher publisher,
    PublicationSettler settler,
    TransportCircuit circuit,
    Handover handover,
    OutboxSignal signal,
    Failpoints failpoints,
    IOptions<MessagingOptions> options,
    JitterSource jitter,
    TimeProvider time,
    ILogger<Dispatcher> logger)
{
    private readonly Guid _node = Guid.NewGuid();

    /// <summary>Runs until the host stops. A store that fails is tried again, with pauses.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var pauses = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5), jitter);
        var failures = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await DispatchOnceAsync(cancellationToken).ConfigureAwait(false);
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
                    Log.Interrupted(logger, exception, store.Name);
                }

                await Task.Delay(pauses.After(failures), time, cancellationToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task DispatchOnceAsync(CancellationToken cancellationToken)
    {
        var lease = await store.Outbox.TryAcquireAsync(_node, options.Value.LeaseDuration, cancellationToken).ConfigureAwait(false);
        if (lease is null)
        {
            // Another node publishes; be ready to take over.
            await Task.Delay(options.Value.LeaseDuration / 3, time, cancellationToken).ConfigureAwait(false);
            return;
        }

        await using (lease.ConfigureAwait(false))
        {
            var session = new DispatchSession(
                lease, store.Outbox, publisher, settler, circuit, handover, signal, failpoints, options.Value, time, logger);
            await session.RunAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Publishing from the message store '{Store}' was interrupted; it begins anew after a pause, and what is stored stays stored.")]
        public static partial void Interrupted(ILogger logger, Exception exception, string store);
    }
}
