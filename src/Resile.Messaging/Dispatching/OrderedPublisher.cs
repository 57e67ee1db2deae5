using Microsoft.Extensions.Logging;
using Resile.Messaging.Storage;
using Resile.Messaging.Transport;

namespace Resile.Messaging.Dispatching;

/// <summary>Publishes a row and gives it to be settled.</summary>
/// <param name="record">The row.</param>
/// <param name="settled">Learns what became of a row that was refused: after which pause it is to be tried again, or null when it is a dead letter.</param>
/// <param name="cancellationToken">Gives up.</param>
internal delegate Task<PublishOutcome> Publish(
    OutboxRecord record, TaskCompletionSource<TimeSpan?>? settled, CancellationToken cancellationToken);

/// <summary>Publishes the rows of one key after another, each when the one before it was confirmed.</summary>
/// <remarks>A row that fails stays where it is, and so does all of its key behind it: whatever moved would lose its place.</remarks>
internal sealed partial class OrderedPublisher(
    OrderedChains chains, PublicationWindow window, Publish publish, ILogger logger, CancellationToken reading)
{
    /// <summary>Publishes the first row of a chain; the rest of the chain follows by itself.</summary>
    public async Task<PublishOutcome> StartAsync(OutboxRecord record, CancellationToken cancellationToken)
    {
        var settled = NewSource();
        record = record with { Attempts = chains.AttemptsOf(record.Message.OrderingKey!) };
        var outcome = await publish(record, settled, cancellationToken).ConfigureAwait(false);
        _ = GoOnAsync(record, outcome, settled, cancellationToken);
        return outcome;
    }

    private async Task GoOnAsync(
        OutboxRecord record, PublishOutcome outcome, TaskCompletionSource<TimeSpan?> settled, CancellationToken cancellationToken)
    {
        var key = record.Message.OrderingKey!;
        try
        {
            while (await MayGoOnAsync(record, outcome, settled, cancellationToken).ConfigureAwait(false))
            {
                // Without its lease this node starts nothing any more.
                if (reading.IsCancellationRequested)
                {
                    Drop(key);
                    return;
                }

                if (chains.Next(key) is not { } next)
                {
                    return;
                }

                (record, settled) = (next, NewSource());
                outcome = await publish(record, settled, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            window.Leave(record.Key);
            Drop(key);
        }
    }

    private async Task<bool> MayGoOnAsync(
        OutboxRecord record, PublishOutcome outcome, TaskCompletionSource<TimeSpan?> settled, CancellationToken cancellationToken)
    {
        var message = record.Message;
        var key = message.OrderingKey!;
        switch (outcome)
        {
            case PublishOutcome.Confirmed:
                return true;

            case PublishOutcome.Unavailable:
                Drop(key);
                return false;
        }

        if (await settled.Task.WaitAsync(cancellationToken).ConfigureAwait(false) is { } pause)
        {
            // The block comes before the row leaves the window: nobody is to take it meanwhile.
            Drop(key, pause, outcome == PublishOutcome.Rejected ? record.Attempts + 1 : record.Attempts);
            window.Leave(record.Key);
            return false;
        }

        if (message.Flags.HasFlag(MessageFlags.ParkOnFailure))
        {
            return true;
        }

        Log.Blocked(logger, key, message.MessageId);
        Drop(key);
        return false;
    }

    private void Drop(string key, TimeSpan? pause = null, int attempts = 0)
    {
        foreach (var waiting in chains.Drop(key, pause, attempts))
        {
            window.Leave(waiting.Key);
        }
    }

    private static TaskCompletionSource<TimeSpan?> NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error,
            "The messages of the ordering key '{Key}' wait until dead letter {MessageId} is replayed or discarded.")]
        public static partial void Blocked(ILogger logger, string key, Guid messageId);
    }
}
