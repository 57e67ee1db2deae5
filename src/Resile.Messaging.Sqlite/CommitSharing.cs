using Resile.Messaging.Storage;

namespace Resile.Messaging.Sqlite;

/// <summary>Lets transactions that wait for each other share one commit: a commit waits for the disk, whatever it holds.</summary>
/// <remarks>
/// The first one opens a connection, those that have come meanwhile follow on it one after the other, and the last one commits for
/// all. After a commit that several shared has failed, as many transactions are committed alone, so that it is only his who is to blame
/// that fails again.
/// </remarks>
internal sealed class CommitSharing(SqliteMessageStore store, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource<SharedCommit?>> _waiting = new();
    private bool _isBusy;
    private int _alone;

    /// <summary>Waits for the turn, and begins.</summary>
    public async ValueTask<IStoreTransaction> BeginAsync(CancellationToken cancellationToken)
    {
        var commit = await WaitForTurnAsync(cancellationToken).ConfigureAwait(false)
            ?? await OpenAsync(cancellationToken).ConfigureAwait(false);
        return commit.Begin();
    }

    /// <summary>Ends a turn. The next one follows on the same connection if it may; if not, the calling thread commits.</summary>
    public void EndTurn(SharedCommit commit)
    {
        if (!PassOn(commit.CanGoOn ? commit : null))
        {
            commit.Complete();
        }
    }

    /// <summary>Learns that a commit failed.</summary>
    /// <param name="count">How many shared it.</param>
    public void Failed(int count)
    {
        lock (_lock)
        {
            _alone += count;
        }
    }

    /// <returns>What to begin on; null when it is the caller who opens the next connection.</returns>
    private async ValueTask<SharedCommit?> WaitForTurnAsync(CancellationToken cancellationToken)
    {
        var turn = new TaskCompletionSource<SharedCommit?>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!_isBusy)
            {
                _isBusy = true;
                return null;
            }

            _waiting.Enqueue(turn);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(WriteGate.LongestWait);

        // Whoever sets the result first has decided: a turn that was given is taken.
        using var giveUp = limit.Token.UnsafeRegister(static state => ((TaskCompletionSource<SharedCommit?>)state!).TrySetCanceled(), turn);
        try
        {
            return await turn.Task.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw WriteGate.WaitedTooLong();
        }
    }

    private async ValueTask<SharedCommit> OpenAsync(CancellationToken cancellationToken)
    {
        StoreConnection? connection = null;
        try
        {
            connection = store.Open(Durability.Full);
            var transaction = await SqliteMessageStore.BeginAsync(connection, cancellationToken).ConfigureAwait(false);
            lock (_lock)
            {
                var isAlone = _alone > 0;
                _alone -= isAlone ? 1 : 0;
                return new SharedCommit(this, store.Outbox, time, connection, transaction, isAlone);
            }
        }
        catch
        {
            connection?.Dispose();
            PassOn(commit: null);
            throw;
        }
    }

    /// <summary>Gives the turn to the next who waits.</summary>
    /// <param name="commit">What he is to begin on; null when he is to open the next connection.</param>
    /// <returns>Whether there is one who goes on with <paramref name="commit"/>.</returns>
    private bool PassOn(SharedCommit? commit)
    {
        lock (_lock)
        {
            while (_waiting.TryDequeue(out var turn))
            {
                if (turn.TrySetResult(commit))
                {
                    return commit is not null;
                }
            }

            _isBusy = false;
            return false;
        }
    }
}
