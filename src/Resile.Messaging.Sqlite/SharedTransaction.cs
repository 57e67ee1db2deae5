using System.Data.Common;
using Microsoft.Data.Sqlite;
using Resile.Messaging.Storage;

namespace Resile.Messaging.Sqlite;

/// <summary>A transaction of the engine's that shares its commit.</summary>
internal sealed class SharedTransaction(SharedCommit commit, IOutboxStore outbox) : IStoreTransaction
{
    private static readonly AsyncLocal<SharedTransaction?> Current = new();

    private readonly int _givingThread = Environment.CurrentManagedThreadId;
    private int _turn = (int)Turn.Given;
    private volatile bool _isOver;

    private enum Turn
    {
        /// <summary>Whoever gave it is on the stack of its thread.</summary>
        Given,

        /// <summary>Whoever gave it has left it to whoever ends it to go on.</summary>
        Left,

        /// <summary>It ended on the thread that gave it.</summary>
        Ended,

        /// <summary>It ended on another thread, which has gone on.</summary>
        EndedElsewhere,
    }

    /// <inheritdoc/>
    public DbTransaction Transaction => commit.Transaction;

    /// <inheritdoc/>
    /// <remarks>SQLite makes the second thread wait for the first.</remarks>
    public bool IsBusy => false;

    /// <summary>Gets whether the calling code was started by a handler whose transaction on the connection is over.</summary>
    public static bool IsOver(SqliteConnection connection) =>
        Current.Value is { _isOver: true } current && ReferenceEquals(current.Connection, connection);

    /// <summary>Gives the turn: whoever waits for it goes on at once, on the calling thread.</summary>
    /// <returns>Whether it has ended, so that the caller goes on with the next. If not, that falls to whoever ends it.</returns>
    public bool GiveTo(TaskCompletionSource<IStoreTransaction> waiting)
    {
        if (!waiting.TrySetResult(this))
        {
            End(keeps: false);
        }

        return Interlocked.CompareExchange(ref _turn, (int)Turn.Left, (int)Turn.Given) == (int)Turn.Ended;
    }

    /// <inheritdoc/>
    public DbCommand CreateCommand(string sql) => Transaction.CreateCommand(sql);

    /// <inheritdoc/>
    public void Enter() => Current.Value = this;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<OutboxKey>> CommitAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        if (messages.Count > 0)
        {
            await outbox.AppendAsync(Transaction, messages, cancellationToken).ConfigureAwait(false);
        }

        End(keeps: true);
        await commit.Completion.ConfigureAwait(false);
        return [];
    }

    /// <inheritdoc/>
    public ValueTask FenceAsync(CancellationToken cancellationToken)
    {
        commit.Fence();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_isOver)
        {
            End(keeps: false);

            // The thread is to give the next turn.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
    }

    private StoreConnection Connection => commit.Connection;

    private void End(bool keeps)
    {
        _isOver = true;
        commit.End(keeps);
        var isBeneath = Environment.CurrentManagedThreadId == _givingThread;
        if (!isBeneath || Interlocked.CompareExchange(ref _turn, (int)Turn.Ended, (int)Turn.Given) != (int)Turn.Given)
        {
            // It has left, or stays beneath a handler that was given up and blocks it still.
            Volatile.Write(ref _turn, (int)Turn.EndedElsewhere);
            commit.GoOn();
        }
    }
}
