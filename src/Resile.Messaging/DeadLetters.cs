using System.Data.Common;
using Resile.Messaging.Dispatching;
using Resile.Messaging.Envelopes;
using Resile.Messaging.Protection;
using Resile.Messaging.Receiving;
using Resile.Messaging.Storage;
using Resile.Messaging.Transport;

namespace Resile.Messaging;

/// <inheritdoc/>
internal sealed class DeadLetters(
    IMessageStore store, StoreStartup startup, KeyRing keys, OutboxSignal outboxSignal, RedeliverySignal redeliverySignal, TimeProvider time)
    : IDeadLetters
{
    private const int SweepBatch = 100;
    private const int LongestActor = 256;

    /// <inheritdoc/>
    public async Task<long> CountAsync(DeadLetterFilter? filter, CancellationToken cancellationToken)
    {
        await startup.EnsureReadyAsync(cancellationToken).ConfigureAwait(false);
        return await store.DeadLetters.CountAsync(filter ?? new DeadLetterFilter(), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DeadLetter>> ListAsync(
        DeadLetterFilter? filter, long afterId, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1_000);
        await startup.EnsureReadyAsync(cancellationToken).ConfigureAwait(false);
        return await store.DeadLetters.ListAsync(filter ?? new DeadLetterFilter(), afterId, limit, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DeadLetterAction>> ListActionsAsync(long beforeId, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1_000);
        await startup.EnsureReadyAsync(cancellationToken).ConfigureAwait(false);
        return await store.DeadLetters.ListActionsAsync(beforeId, limit, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<bool> ReplayAsync(long id, string actor, CancellationToken cancellationToken) =>
        await DoAsync([id], "replay", Verified(actor), ReplayAsync, cancellationToken).ConfigureAwait(false) is { Done: 1 };

    /// <inheritdoc/>
    public async Task<bool> DiscardAsync(long id, string actor, CancellationToken cancellationToken) =>
        await DoAsync([id], "discard", Verified(actor), DiscardAsync, cancellationToken).ConfigureAwait(false) is { Done: 1 };

    /// <inheritdoc/>
    public Task<DeadLetterSweep> ReplayAllAsync(DeadLetterFilter filter, string actor, CancellationToken cancellationToken) =>
        SweepAsync(filter, "replay", Verified(actor), ReplayAsync, cancellationToken);

    /// <inheritdoc/>
    public Task<DeadLetterSweep> DiscardAllAsync(DeadLetterFilter filter, string actor, CancellationToken cancellationToken) =>
        SweepAsync(filter, "discard", Verified(actor), DiscardAsync, cancellationToken);

    private static string Verified(string actor) => actor is { Length: > 0 and <= LongestActor }
        ? actor
        : throw new ArgumentException($"Who deals with dead letters is written down: pass a name of 1 to {LongestActor} characters.", nameof(actor));

    private async Task<DeadLetterSweep> SweepAsync(
        DeadLetterFilter filter,
        string action,
        string actor,
        Func<DbTransaction, DeadLetter, CancellationToken, Task> use,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var (sum, after) = (default(DeadLetterSweep), 0L);

        // One that comes back while others are replayed has a new id: without an end it would be replayed for ever.
        var end = filter with { Before = filter.Before ?? time.GetUtcNow() };
        while (true)
        {
            var letters = await ListAsync(end, after, SweepBatch, cancellationToken).ConfigureAwait(false);
            if (letters.Count == 0)
            {
                return sum;
            }

            var usable = letters.Where(letter => action != "replay" || WhyNot(letter) is null).Select(static letter => letter.Id).ToList();
            var done = await DoAsync(usable, action, actor, use, cancellationToken).ConfigureAwait(false);
            sum = new DeadLetterSweep(sum.Done + done.Done, sum.Refused + letters.Count - usable.Count);
            after = letters[^1].Id;
        }
    }

    private async Task<DeadLetterSweep> DoAsync(
        IReadOnlyList<long> ids,
        string action,
        string actor,
        Func<DbTransaction, DeadLetter, CancellationToken, Task> use,
        CancellationToken cancellationToken)
    {
        await startup.EnsureReadyAsync(cancellationToken).ConfigureAwait(false);
        var done = 0;
        var connection = await store.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var transaction = await store.BeginTransactionAsync(connection, cancellationToken).ConfigureAwait(false);
            await using var ending = transaction.ConfigureAwait(false);
            foreach (var id in ids)
            {
                if (await store.DeadLetters.TakeAsync(transaction, id, cancellationToken).ConfigureAwait(false) is { } letter)
                {
                    await use(transaction, letter, cancellationToken).ConfigureAwait(false);
                    await store.DeadLetters.AddAsync(transaction, Describe(letter, action, actor), cancellationToken).ConfigureAwait(false);
                    done++;
                }
            }

            await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        }

        outboxSignal.Set();
        redeliverySignal.Set();
        return new DeadLetterSweep(done, 0);
    }

    private DeadLetterAction Describe(DeadLetter letter, string action, string actor) => new(
        time.GetUtcNow(), action, actor, letter.Id, letter.Side, letter.Consumer, letter.MessageId, letter.MessageType, letter.Reason);

    private static Task DiscardAsync(DbTransaction transaction, DeadLetter letter, CancellationToken cancellationToken) => Task.CompletedTask;

    private Task ReplayAsync(DbTransaction transaction, DeadLetter letter, CancellationToken cancellationToken) =>
        WhyNot(letter) is { } why ? throw new DurableMessageException(why)
        : letter.Side == DeadLetterSide.Sending ? store.Outbox.AppendAsync(transaction, [ToOutbox(letter)], cancellationToken)
        : store.Redeliveries.SaveAsync(transaction, ToRedelivery(letter), cancellationToken);

    private static string? WhyNot(DeadLetter letter) =>
        letter.Reason == DeadLetterReasons.Untrusted
            ? $"Dead letter {letter.Id} is not signed as it has to be, so nobody knows who sent it; discard it."
            : letter.Side == DeadLetterSide.Sending
            ? Destination.TryParse(letter.Destination, out _) ? null : $"Dead letter {letter.Id} has no destination ('{letter.Destination}'); discard it."
            : letter.MessageType.Length > 0 ? null
            : $"Dead letter {letter.Id} ({letter.Reason}) is no message that '{letter.Consumer}' could handle; discard it.";

    private OutboxMessage ToOutbox(DeadLetter letter)
    {
        Destination.TryParse(letter.Destination, out var destination);
        return new OutboxMessage
        {
            MessageId = letter.MessageId,
            Destination = destination,
            MessageType = letter.MessageType,
            ContentType = letter.ContentType,
            Body = letter.Body,
            Headers = MessageHeaders.MarkReplayed(letter.Headers, letter.Body.Span, keys),
            Flags = letter.Flags,
            OrderingKey = letter.OrderingKey,
            Place = letter.Place,
            CreatedAt = letter.CreatedAt,
        };
    }

    private Redelivery ToRedelivery(DeadLetter letter) => new()
    {
        Consumer = letter.Consumer,
        MessageId = letter.MessageId,
        MessageType = letter.MessageType,
        ContentType = letter.ContentType,
        Body = letter.Body,
        Headers = MessageHeaders.MarkReplayed(letter.Headers, letter.Body.Span, keys),
        OrderingKey = letter.OrderingKey,
        Place = letter.Place,
        Attempts = 0,
        DueAt = time.GetUtcNow(),
        ReceivedAt = letter.CreatedAt,
    };
}
