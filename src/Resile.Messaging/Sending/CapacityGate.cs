using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Resile.Messaging.Diagnostics;

namespace Resile.Messaging.Sending;

/// <summary>Lets messages into the outbox as long as it has room.</summary>
/// <remarks>How many there are is looked up every few seconds, and counted on from there: the limit is not exact, and with several nodes off by what the others do in between.</remarks>
internal sealed partial class CapacityGate(
    OutboxReadings readings, MessagingMetrics metrics, IOptions<MessagingOptions> options, TimeProvider time, ILogger<CapacityGate> logger)
{
    // Expendable messages leave the last fifth to the others.
    private const double ExpendableShare = 0.8;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private int _isFull;

    private long Depth => readings.EstimateDepth(metrics.Enqueued.Total, metrics.Published.Total);

    /// <summary>Asks for room for one message.</summary>
    /// <param name="contract">The contract, for errors.</param>
    /// <param name="operation">The operation, for errors.</param>
    /// <param name="isExpendable">Whether the message may be dropped.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Whether to store it; if not, it is dropped.</returns>
    /// <exception cref="OutboxFullException">There is none.</exception>
    public ValueTask<bool> EnterAsync(string contract, string operation, bool isExpendable, CancellationToken cancellationToken)
    {
        var (depth, capacity) = (Depth, options.Value.OutboxCapacity);
        if (isExpendable && depth >= (long)(capacity * ExpendableShare))
        {
            metrics.Shed.Add();
            return ValueTask.FromResult(false);
        }

        if (depth < capacity || options.Value.AtCapacity == AtCapacity.Accept)
        {
            Volatile.Write(ref _isFull, 0);
            return ValueTask.FromResult(true);
        }

        if (Interlocked.Exchange(ref _isFull, 1) == 0)
        {
            Log.Full(logger, depth, capacity);
        }

        return options.Value.AtCapacity == AtCapacity.Wait
            ? WaitAsync(contract, operation, cancellationToken)
            : throw Refused(contract, operation, depth);
    }

    private async ValueTask<bool> WaitAsync(string contract, string operation, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (Depth is var depth && depth >= options.Value.OutboxCapacity)
        {
            if (time.GetElapsedTime(began) >= options.Value.CapacityTimeout)
            {
                throw Refused(contract, operation, depth);
            }

            await Task.Delay(Look, time, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private OutboxFullException Refused(string contract, string operation, long depth)
    {
        metrics.Refused.Add();
        return new OutboxFullException(string.Create(
            CultureInfo.InvariantCulture,
            $"{contract}.{operation} was not sent: {depth} messages wait in the outbox, which is to hold {options.Value.OutboxCapacity} ('{MessagingConstants.ConfigurationSection}:{nameof(MessagingOptions.OutboxCapacity)}'). Look whether the transport is available and every topic has a subscriber; send again later."));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The outbox is full: {Depth} messages wait, {Capacity} are meant to. See 'Resile:Messaging:AtCapacity' for what becomes of further ones.")]
        public static partial void Full(ILogger logger, long depth, long capacity);
    }
}
