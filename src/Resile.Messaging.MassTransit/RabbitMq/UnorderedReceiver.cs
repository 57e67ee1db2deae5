using MassTransit;
using Microsoft.Extensions.Logging;
using Resile.Messaging.Transport;

namespace Resile.Messaging.MassTransit.RabbitMq;

/// <summary>Hands the deliveries of a queue to the engine as they come, and gives back one by one what was not settled.</summary>
internal sealed partial class UnorderedReceiver(
    Subscription subscription,
    RunningReceivers receivers,
    TimeSpan returnDelay,
    TimeProvider timeProvider,
    ILogger logger,
    CancellationToken stopping,
    CancellationToken patienceEnded)
{
    /// <summary>Receives a delivery.</summary>
    public async Task ReceiveAsync(ReceiveContext context)
    {
        // What was fetched ahead and not begun returns to the queue.
        if (!receivers.TryBegin())
        {
            throw new OperationCanceledException(stopping);
        }

        try
        {
            await subscription.Receiver(IncomingDelivery.Read(context), patienceEnded).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.Returned(logger, subscription.Queue, PublishFailure.Describe(exception));
            await Task.Delay(returnDelay, timeProvider, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        finally
        {
            receivers.End();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4, LogLevel.Warning, "A message goes back to the queue '{Queue}', nothing was settled: {Error}")]
        public static partial void Returned(ILogger logger, string queue, string error);
    }
}
