using System.Data.Common;
using Resile.Messaging.Dispatching;
using Resile.Messaging.Envelopes;
using Resile.Messaging.Receiving;
using Resile.Messaging.Storage;
using Resile.Messaging.Transport;

namespace Resile.Messaging;

/// <inheritdoc/>
internal sealed class DeadLetters(
    IMessageStore store, StoreStartup startup, OutboxSignal outboxSignal, RedeliverySignal redeliverySignal, TimeProvider time)
    : IDeadLetters
{
    /// <inheritdoc/>
    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        await startup.EnsureReadyAsync(cancellationToken).ConfigureAwait(false);
        return await store.DeadLetters.CountAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DeadLetter>> ListAsync(long afterId, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1_000);
        await startup.EnsureReadyAsync(cancellationToken).ConfigureAwait(false);
        return await store.DeadLetters.ListAsync(afterId, limit, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<bool> ReplayAsync(long id, CancellationToken cancellationToken)
    {
        var isFound = await TakeAsync(id, ReplayAsync, cancellationToken).ConfigureAwait(false);
        outboxSignal.Set();
        redeliverySignal.Set();
        return isFound;
    }

    /// <inheritdoc/>
    public Task<bool> DiscardAsync(long id, CancellationToken cancellationToken) =>
        TakeAsync(id, static (_, _, _) => Task.CompletedTask, cancellationToken);

    private async Task<bool> TakeAsync(
        long id, Func<DbTransaction, DeadLetter, CancellationToken, Task> use, CancellationToken cancellationToken)
    {
        await startup.EnsureReadyAsync(cancellationToken).ConfigureAwait(false);
        var connection = await store.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var transaction = await store.BeginTransactionAsync(connection, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                if (await store.DeadLetters.TakeAsync(transaction, id, cancellationToken).ConfigureAwait(false) is not { } letter)
                {
                    return false;
                }

                await use(transaction, letter, cancellationToken).ConfigureAwait(false);
                await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
                return true;
            }
        }
    }

    private Task ReplayAsync(DbTransaction transaction, DeadLetter letter, CancellationToken cancellationToken) =>
        letter.Side == DeadLetterSide.Sending
            ? store.Outbox.AppendAsync(transaction, [ToOutbox(letter)], cancellationToken)
            : store.Redeliveries.SaveAsync(transaction, ToRedelivery(letter), cancellationToken);

    private static OutboxMessage ToOutbox(DeadLetter letter) => new()
    {
        MessageId = letter.MessageId,
        Destination = Destination.TryParse(letter.Destination, out var destination)
            ? destination
            : throw new DurableMessageException($"Dead letter {letter.Id} has no destination ('{letter.Destination}'); discard it."),
        MessageType = letter.MessageType,
        ContentType = letter.ContentType,
        Body = letter.Body,
        Headers = MessageHeaders.MarkReplayed(letter.Headers),
        Flags = letter.Flags,
        OrderingKey = letter.OrderingKey,
        CreatedAt = letter.CreatedAt,
    };

    private Redelivery ToRedelivery(DeadLetter letter)
    {
        if (letter.MessageType.Length == 0)
        {
            throw new DurableMessageException(
                $"Dead letter {letter.Id} ({letter.Reason}) is no message that '{letter.Consumer}' could handle; discard it.");
        }

        return new Redelivery
        {
            Consumer = letter.Consumer,
            MessageId = letter.MessageId,
            MessageType = letter.MessageType,
            ContentType = letter.ContentType,
            Body = letter.Body,
            Headers = MessageHeaders.MarkReplayed(letter.Headers),
            Attempts = 0,
            DueAt = time.GetUtcNow(),
            ReceivedAt = letter.CreatedAt,
        };
    }
}
