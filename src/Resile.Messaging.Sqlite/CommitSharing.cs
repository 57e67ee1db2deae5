using System.Diagnostics.CodeAnalysis;
using Resile.Messaging.Storage;

namespace Resile.Messaging.Sqlite;

/// <summary>Lets transactions that wait for each other share one commit: a commit waits for the disk, whatever it holds.</summary>
/// <remarks>
/// Those who wait get their turns one after the other on one connection, which commits for all when nobody waits any more. Whoever gets his turn goes on at once, on
/// the thread that gives it: most transactions end there, and the next turn is given without waking another thread. After a commit that several shared has failed, as many
/// transactions are committed alone, so that it is only his who is to blame that fails again.
/// </remarks>
internal sealed class CommitSharing(SqliteMessageStore store, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource<IStoreTransaction>> _waiting = new();
    private bool _isBusy;
    private int _alone;

    /// <summary>Waits for the turn, and begins.</summary>
    public async ValueTask<IStoreTransaction> BeginAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var turn = new TaskCompletionSource<IStoreTransaction>();
        Wait(turn);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(WriteGate.LongestWait);

        // Whoever sets the result first has decided: a turn that was given is taken.
        using var giveUp = limit.Token.UnsafeRegister(static state => ((TaskCompletionSource<IStoreTransaction>)state!).TrySetCanceled(), turn);
        try
        {
            return await turn.Task.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The thread belongs to whoever gave up, or to those who still wait.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            if (exception is not OperationCanceledException)
            {
                throw;
            }

            cancellationToken.ThrowIfCancellationRequested();
            throw WriteGate.WaitedTooLong();
        }
    }

    /// <summary>Gives further turns, on another thread, now that one has ended.</summary>
    public void GoOn(SharedCommit commit) =>
        ThreadPool.UnsafeQueueUserWorkItem(static state => state.Sharing.Share(state.Commit), (Sharing: this, Commit: commit), preferLocal: false);

    /// <summary>Learns that a commit failed.</summary>
    /// <param name="count">How many shared it.</param>
    public void Failed(int count)
    {
        lock (_lock)
        {
            _alone += count;
        }
    }

    private void Wait(TaskCompletionSource<IStoreTransaction> turn)
    {
        lock (_lock)
        {
            _waiting.Enqueue(turn);
            if (_isBusy)
            {
                return;
            }

            _isBusy = true;
        }

        Start();
    }

    // The threads of those who wait are theirs.
    private void Start() => ThreadPool.UnsafeQueueUserWorkItem(static sharing => _ = sharing.OpenAsync(), this, preferLocal: false);

    private async Task OpenAsync()
    {
        StoreConnection? connection = null;
        SharedCommit commit;
        try
        {
            connection = store.Open(Durability.Full);
            var transaction = await SqliteMessageStore.BeginAsync(connection, CancellationToken.None).ConfigureAwait(false);
            lock (_lock)
            {
                var isAlone = _alone > 0;
                _alone -= isAlone ? 1 : 0;
                commit = new SharedCommit(this, store.Outbox, time, connection, transaction, isAlone);
            }
        }
        catch (Exception exception)
        {
            connection?.Dispose();
            if (TryNext(out var turn))
            {
                turn.TrySetException(exception);
            }

            StartAgain();
            return;
        }

        Share(commit);
    }

    private void Share(SharedCommit commit)
    {
        while (commit.CanGoOn && TryNext(out var turn))
        {
            if (!commit.Give(turn))
            {
                return;
            }
        }

        commit.Complete();
        StartAgain();
    }

    private bool TryNext([NotNullWhen(true)] out TaskCompletionSource<IStoreTransaction>? turn)
    {
        lock (_lock)
        {
            while (_waiting.TryDequeue(out turn))
            {
                if (!turn.Task.IsCompleted)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Lets the next commit be opened, if somebody waits for it.</summary>
    private void StartAgain()
    {
        lock (_lock)
        {
            _isBusy = _waiting.Count > 0;
            if (!_isBusy)
            {
                return;
            }
        }

        Start();
    }
}
