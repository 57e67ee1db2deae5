using System.Data.Common;
using Microsoft.Data.Sqlite;
using Resile.Messaging.Storage;

namespace Resile.Messaging.Sqlite;

/// <summary>A transaction of the engine's that shares its commit.</summary>
internal sealed class SharedTransaction(SharedCommit commit, IOutboxStore outbox) : IStoreTransaction
{
    private static readonly AsyncLocal<SharedTransaction?> Current = new();

    private volatile bool _isOver;

    /// <inheritdoc/>
    public DbTransaction Transaction => commit.Transaction;

    /// <inheritdoc/>
    /// <remarks>SQLite makes the second thread wait for the first.</remarks>
    public bool IsBusy => false;

    /// <summary>Gets whether the calling code was started by a handler whose transaction on the connection is over.</summary>
    public static bool IsOver(SqliteConnection connection) =>
        Current.Value is { _isOver: true } current && ReferenceEquals(current.Connection, connection);

    /// <inheritdoc/>
    public void Enter() => Current.Value = this;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<OutboxKey>> CommitAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        if (messages.Count > 0)
        {
            await outbox.AppendAsync(Transaction, messages, cancellationToken).ConfigureAwait(false);
        }

        _isOver = true;
        commit.End(keeps: true);
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
    public ValueTask DisposeAsync()
    {
        if (!_isOver)
        {
            _isOver = true;
            commit.End(keeps: false);
        }

        return ValueTask.CompletedTask;
    }

    private StoreConnection Connection => commit.Connection;
}
