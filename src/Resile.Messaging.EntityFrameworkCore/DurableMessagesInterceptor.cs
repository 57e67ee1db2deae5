using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Resile.Messaging.Sending;

namespace Resile.Messaging.EntityFrameworkCore;

/// <summary>Writes the messages of a context in the transaction that saves its changes.</summary>
/// <remarks>
/// In a transaction of the caller's they are written when the save has succeeded, since somebody else may commit that, and those that were sent after the last
/// save when it is committed. Otherwise the context saves in a transaction of its own, and they are written just before it is committed: there a strategy that retries begins
/// the transaction anew, and they with it. They are forgotten when the save has succeeded, so that one that failed may be repeated.
/// </remarks>
internal sealed class DurableMessagesInterceptor(OutboxWriter writer, SenderDirectory senders) : SaveChangesInterceptor, IDbTransactionInterceptor
{
    private readonly ConditionalWeakTable<DbContext, ContextMessages> _contexts = [];

    /// <summary>Makes a sender of a contract whose messages go with the next save.</summary>
    public TContract Create<TContract>(DbContext context, SendOptions? options)
        where TContract : class => senders.Create<TContract>(new ContextSender(this, writer, context, options), options);

    /// <summary>Gets the messages of a context. What an earlier user of a pooled one left unsaved is none of them.</summary>
    public ContextMessages Of(DbContext context)
    {
        if (!_contexts.TryGetValue(context, out var messages) || messages.Lease != context.ContextId)
        {
            messages = new ContextMessages(context.ContextId);
            _contexts.AddOrUpdate(context, messages);
        }

        return messages;
    }

    /// <inheritdoc/>
    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        Begin(eventData.Context);
        return result;
    }

    /// <inheritdoc/>
    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Begin(eventData.Context);
        return new(result);
    }

    /// <inheritdoc/>
    public InterceptionResult TransactionCommitting(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result)
    {
        if (Find(eventData.Context) is { HasSaveFailed: false } messages)
        {
            writer.Store.Verify(transaction);
            writer.Write(transaction, messages.Waiting);
            messages.AreWritten = true;
        }

        return result;
    }

    /// <inheritdoc/>
    public async ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        if (Find(eventData.Context) is { HasSaveFailed: false } messages)
        {
            writer.Store.Verify(transaction);
            await writer.WriteAsync(transaction, messages.Waiting, cancellationToken).ConfigureAwait(false);
            messages.AreWritten = true;
        }

        return result;
    }

    /// <inheritdoc/>
    public void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => Committed(eventData.Context);

    /// <inheritdoc/>
    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Committed(eventData.Context);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override int SavedChanges(SaveChangesCompletedEventData eventData, int result)
    {
        if (EndSave(eventData.Context) is var (messages, current))
        {
            writer.Write(current, messages.Waiting);
            messages.Clear();
            writer.Signal();
        }
        else if (Find(eventData.Context) is not null)
        {
            // Nothing had changed, so there was no transaction that they could have gone with.
            var database = eventData.Context!.Database;
            database.CreateExecutionStrategy().Execute(() =>
            {
                using var transaction = database.BeginTransaction();
                transaction.Commit();
            });
        }

        Restore(eventData.Context);
        return result;
    }

    /// <inheritdoc/>
    public override async ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        if (EndSave(eventData.Context) is var (messages, current))
        {
            await writer.WriteAsync(current, messages.Waiting, cancellationToken).ConfigureAwait(false);
            messages.Clear();
            writer.Signal();
        }
        else if (Find(eventData.Context) is not null)
        {
            var database = eventData.Context!.Database;
            await database.CreateExecutionStrategy().ExecuteAsync(
                async token =>
                {
                    var transaction = await database.BeginTransactionAsync(token).ConfigureAwait(false);
                    await using var disposal = transaction.ConfigureAwait(false);
                    await transaction.CommitAsync(token).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
        }

        Restore(eventData.Context);
        return result;
    }

    /// <inheritdoc/>
    public override void SaveChangesFailed(DbContextErrorEventData eventData) => Failed(eventData.Context);

    /// <inheritdoc/>
    public override Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Failed(eventData.Context);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override void SaveChangesCanceled(DbContextEventData eventData) => Failed(eventData.Context);

    /// <inheritdoc/>
    public override Task SaveChangesCanceledAsync(DbContextEventData eventData, CancellationToken cancellationToken = default)
    {
        Failed(eventData.Context);
        return Task.CompletedTask;
    }

    private void Begin(DbContext? context)
    {
        if (Find(context) is not { } messages)
        {
            return;
        }

        (messages.IsSaving, messages.HasSaveFailed) = (true, false);
        if (FindOfCaller(context) is var (_, transaction))
        {
            writer.Store.Verify(transaction);
        }
        else
        {
            messages.RequireTransaction(context!);
        }
    }

    // What fails from now on is not the save.
    private (ContextMessages Messages, DbTransaction Transaction)? EndSave(DbContext? context)
    {
        if (Find(context) is { } messages)
        {
            messages.IsSaving = false;
        }

        return FindOfCaller(context);
    }

    private (ContextMessages Messages, DbTransaction Transaction)? FindOfCaller(DbContext? context) =>
        Find(context) is { } messages && context!.Database.CurrentTransaction is { } current ? (messages, current.GetDbTransaction()) : null;

    private ContextMessages? Find(DbContext? context) =>
        context is not null && _contexts.TryGetValue(context, out var messages) && messages.Lease == context.ContextId && messages.Waiting.Count > 0
            ? messages
            : null;

    private void Committed(DbContext? context)
    {
        if (Find(context) is { AreWritten: true } messages)
        {
            messages.Clear();
            writer.ReachCommitted();
            writer.Signal();
        }
    }

    private void Failed(DbContext? context)
    {
        if (Find(context) is { } messages)
        {
            messages.HasSaveFailed = messages.IsSaving;
        }

        Restore(context);
    }

    private void Restore(DbContext? context)
    {
        if (context is not null && _contexts.TryGetValue(context, out var messages))
        {
            messages.AreWritten = false;
            messages.Restore(context);
        }
    }
}
