using System.Data.Common;
using System.Diagnostics;
using Resile.Messaging.Contracts;
using Resile.Messaging.Diagnostics;
using Resile.Messaging.Dispatching;
using Resile.Messaging.Storage;

namespace Resile.Messaging.Sending;

/// <summary>Serializes messages and writes them to the outbox.</summary>
internal sealed class OutboxWriter(
    IMessageStore store,
    StoreStartup startup,
    MessageComposer composer,
    CapacityGate gate,
    Handover handover,
    MessagingMetrics metrics,
    Failpoints failpoints,
    TimeProvider time)
{
    private const int MostSharedFailures = 5;

    /// <summary>Gets the store that is written to.</summary>
    public IMessageStore Store => store;

    /// <summary>Serializes a message at once, so that the caller may change it as soon as the call returns its task, and asks for room in the outbox.</summary>
    /// <param name="definition">What the build knows of it.</param>
    /// <param name="message">The message.</param>
    /// <param name="options">What the sender says of it.</param>
    /// <param name="origin">What is being handled where it is sent; null where nothing is.</param>
    /// <param name="cancellationToken">Stops waiting for room.</param>
    /// <returns>The row; null where the message is dropped.</returns>
    /// <exception cref="OutboxFullException">There is no room.</exception>
    public ValueTask<OutboxMessage?> ComposeAsync<TMessage>(
        MessageDefinition<TMessage> definition,
        TMessage message,
        SendOptions? options,
        MessageOrigin? origin,
        CancellationToken cancellationToken)
        where TMessage : class
    {
        var row = Compose(definition, message, options, origin);

        // What a handler has received waits somewhere already; refusing what it sends would only make a dead letter of that.
        var entering = origin is null ? gate.EnterAsync(definition.Contract, definition.Operation, definition.IsExpendable, cancellationToken) : new(true);
        return entering.IsCompletedSuccessfully ? new(entering.Result ? row : null) : WaitAsync(entering, row);

        static async ValueTask<OutboxMessage?> WaitAsync(ValueTask<bool> entering, OutboxMessage row) =>
            await entering.ConfigureAwait(false) ? row : null;
    }

    /// <summary>Completes when the tables are there.</summary>
    public ValueTask EnsureReadyAsync(CancellationToken cancellationToken) => startup.EnsureReadyAsync(cancellationToken);

    /// <summary>Writes messages inside a transaction, in their order; whoever commits that commits them.</summary>
    public async Task WriteAsync(DbTransaction transaction, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        await startup.EnsureReadyAsync(cancellationToken).ConfigureAwait(false);
        await store.Outbox.AppendAsync(transaction, messages, cancellationToken).ConfigureAwait(false);
        Written(messages.Count);
    }

    /// <summary>Writes messages inside a transaction that has been used already, on the calling thread.</summary>
    public void Write(DbTransaction transaction, IReadOnlyList<OutboxMessage> messages)
    {
        store.Outbox.Append(transaction, messages);
        Written(messages.Count);
    }

    /// <summary>Commits a transaction with messages that are written in it, in their order.</summary>
    public async Task<CommittedMessages> CommitAsync(Commit commit, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        await startup.EnsureReadyAsync(cancellationToken).ConfigureAwait(false);
        if (messages.Count > 0)
        {
            // As near as can be told: writing and committing may travel together.
            failpoints.Reach(Failpoints.OutboxInserted);
        }

        var since = time.GetTimestamp();
        var keys = await commit(messages, cancellationToken).ConfigureAwait(false);
        metrics.Enqueued.Add(messages.Count);
        return new CommittedMessages(messages, keys, since);
    }

    /// <summary>Writes a message in a transaction of its own, which is committed when the task completes.</summary>
    public async Task WriteAloneAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        var (committed, _) = await InTransactionAsync(static _ => Task.FromResult(true), [message], cancellationToken).ConfigureAwait(false);
        failpoints.Reach(Failpoints.OutboxCommitted);
        Announce(committed);
    }

    /// <summary>Removes a delayed message inside a transaction.</summary>
    /// <returns>Whether it still waited.</returns>
    public async Task<bool> CancelAsync(DbTransaction transaction, Guid messageId, CancellationToken cancellationToken)
    {
        await startup.EnsureReadyAsync(cancellationToken).ConfigureAwait(false);
        return await store.Outbox.CancelAsync(transaction, messageId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes a delayed message in a transaction of its own.</summary>
    /// <returns>Whether it still waited.</returns>
    public async Task<bool> CancelAsync(Guid messageId, CancellationToken cancellationToken)
    {
        var (_, isCanceled) = await InTransactionAsync(
            transaction => store.Outbox.CancelAsync(transaction, messageId, cancellationToken), [], cancellationToken).ConfigureAwait(false);
        return isCanceled;
    }

    /// <summary>Says that a transaction of the caller's was committed; for tests that kill the process there.</summary>
    public void ReachCommitted() => failpoints.Reach(Failpoints.OutboxCommitted);

    /// <summary>Lets the dispatcher look at the outbox: something was, or is about to be, committed.</summary>
    public void Signal() => handover.Announce();

    /// <summary>Gives messages that were committed just now to the dispatcher.</summary>
    public void Announce(in CommittedMessages committed) => handover.Announce(committed);

    private OutboxMessage Compose<TMessage>(
        MessageDefinition<TMessage> definition, TMessage message, SendOptions? options, MessageOrigin? origin)
        where TMessage : class
    {
        using var activity = MessagingMetrics.Activities.StartActivity("send", ActivityKind.Producer);
        activity?.SetTag("messaging.operation.type", "send");
        activity?.SetTag("messaging.destination.name", definition.Topic);
        return composer.Compose(definition, message, options, origin);
    }

    private void Written(int count)
    {
        metrics.Enqueued.Add(count);
        failpoints.Reach(Failpoints.OutboxInserted);
    }

    private async Task<(CommittedMessages Committed, bool Result)> InTransactionAsync(
        Func<DbTransaction, Task<bool>> write, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        await startup.EnsureReadyAsync(cancellationToken).ConfigureAwait(false);
        for (var failures = 0; ;)
        {
            try
            {
                var held = await store.BeginAsync(cancellationToken).ConfigureAwait(false);
                await using var ending = held.ConfigureAwait(false);
                var result = await write(held.Transaction).ConfigureAwait(false);
                return (await CommitAsync(held.CommitAsync, messages, cancellationToken).ConfigureAwait(false), result);
            }
            catch (SharedCommitException) when (++failures < MostSharedFailures)
            {
                // Most likely not ours to blame; alone it tells.
            }
        }
    }
}
