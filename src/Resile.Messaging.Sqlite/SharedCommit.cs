using Microsoft.Data.Sqlite;
using Resile.Messaging.Storage;

namespace Resile.Messaging.Sqlite;

/// <summary>A transaction of the database that holds several of the engine's, each under a savepoint.</summary>
/// <remarks>One of them runs at a time, and whose turn it is uses this alone.</remarks>
internal sealed class SharedCommit(
    CommitSharing sharing, IOutboxStore outbox, TimeProvider time, StoreConnection connection, SqliteTransaction transaction, bool isAlone)
{
    private const int MostMembers = 256;

    // Who is done waits for those who follow: sharing must not cost more time than it saves.
    private static readonly TimeSpan LongestSharing = TimeSpan.FromMilliseconds(10);

    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _openedAt = time.GetTimestamp();
    private int _members;
    private int _kept;
    private bool _isFenced;
    private Exception? _failure;

    /// <summary>Gets the connection.</summary>
    public StoreConnection Connection => connection;

    /// <summary>Gets the transaction of the database.</summary>
    public SqliteTransaction Transaction => transaction;

    /// <summary>Gets the commit: it completes when all that was kept is on the disk.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Gets whether another may follow.</summary>
    public bool CanGoOn => !_isFenced && _failure is null
        && (_members == 0 || (!isAlone && _members < MostMembers && time.GetElapsedTime(_openedAt) < LongestSharing));

    /// <summary>Gives a turn to one more.</summary>
    /// <returns>Whether it has ended already. If not, whoever ends it goes on.</returns>
    public bool Give(TaskCompletionSource<IStoreTransaction> waiting)
    {
        _members++;
        try
        {
            Execute("SAVEPOINT resile");
        }
        catch (Exception exception)
        {
            _failure ??= exception;
            waiting.TrySetException(exception);
            return true;
        }

        return new SharedTransaction(this, outbox).GiveTo(waiting);
    }

    /// <summary>Ends what the present one wrote.</summary>
    /// <param name="keeps">Whether it is to be committed; if not, it is undone.</param>
    public void End(bool keeps)
    {
        try
        {
            // Fails where the whole transaction is over: rolled back by SQLite, or ended by a handler.
            Execute(keeps ? "RELEASE resile" : "ROLLBACK TO resile; RELEASE resile");
            _kept += keeps ? 1 : 0;
        }
        catch (Exception exception)
        {
            _failure ??= exception;
        }
    }

    /// <summary>Lets those who wait have their turns.</summary>
    public void GoOn() => sharing.GoOn(this);

    /// <summary>Keeps everybody from writing: code was left running that may do so at any time.</summary>
    public void Fence()
    {
        _isFenced = true;
        if (connection.State == System.Data.ConnectionState.Open)
        {
            // A commit is still possible.
            connection.Execute("PRAGMA query_only = 1;");
        }
    }

    /// <summary>Commits what was kept, and gives the connection back.</summary>
    public void Complete()
    {
        try
        {
            if (_failure is null && _kept > 0)
            {
                transaction.Commit();
            }
        }
        catch (Exception exception)
        {
            _failure = exception;
        }

        Close();
        if (_failure is null)
        {
            _completion.SetResult();
            return;
        }

        if (_members > 1)
        {
            sharing.Failed(_members);
        }

        _completion.SetException(_members > 1 ? new SharedCommitException(_failure) : _failure);

        // Where all were undone nobody waits for it.
        _ = _completion.Task.Exception;
    }

    private void Execute(string sql)
    {
        using var command = connection.CreateCommand(sql);
        command.ExecuteNonQuery();
    }

    private void Close()
    {
        try
        {
            if (_isFenced)
            {
                SqliteConnection.ClearPool(connection);
            }

            transaction.Dispose();
        }
        catch (Exception exception) when (exception is SqliteException or InvalidOperationException)
        {
            // What could not be rolled back ends with the connection; it must not go back into the pool.
            _failure ??= exception;
            SqliteConnection.ClearPool(connection);
        }
        finally
        {
            connection.Dispose();
        }
    }
}
