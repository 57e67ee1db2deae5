using System.Data.Common;
using Resile.Messaging.Storage;

namespace Resile.Messaging.Sending;

/// <summary>The messages that are sent in a transaction of ours: they wait for its commit, and are written with it in one statement.</summary>
/// <remarks>
/// Once somebody else has the transaction, who may commit it by itself, nothing waits any more: messages are then written as they are sent, as in any transaction
/// of the caller's. Safe for use from several threads as far as the transaction is; messages that wait may be added from many.
/// </remarks>
internal sealed class OutgoingMessages(OutboxWriter writer, DbTransaction transaction, Commit commit)
{
    // What waits takes memory, and a statement of its own is no loss among so many.
    private const int MostWaiting = 256;

    private readonly Lock _lock = new();
    private List<OutboxMessage> _waiting = [];
    private bool _isShared;
    private bool _isWritten;
    private CommittedMessages? _committed;

    /// <summary>Gives the transaction to somebody who may commit it. What waits is written before that, on the calling thread.</summary>
    public DbTransaction Share()
    {
        List<OutboxMessage> waiting;
        lock (_lock)
        {
            _isShared = true;
            waiting = Take();
            _isWritten |= waiting.Count > 0;
        }

        if (waiting.Count > 0)
        {
            try
            {
                writer.Write(transaction, waiting);
            }
            catch
            {
                WaitAgain(waiting);
                throw;
            }
        }

        return transaction;
    }

    /// <summary>Adds a message.</summary>
    /// <exception cref="DurableMessageException">The transaction was committed.</exception>
    public Task AddAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        List<OutboxMessage> waiting;
        lock (_lock)
        {
            if (_committed is not null)
            {
                throw new DurableMessageException("The transaction was committed already. Send before it is.");
            }

            _waiting.Add(message);
            if (!_isShared && _waiting.Count < MostWaiting)
            {
                return Task.CompletedTask;
            }

            _isWritten = true;
            waiting = Take();
        }

        return WriteAsync(waiting, cancellationToken);
    }

    /// <summary>Writes what waits, and commits.</summary>
    /// <remarks>What could not be written waits again: who rolls back to a savepoint and commits then loses no message.</remarks>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        List<OutboxMessage> waiting;
        lock (_lock)
        {
            waiting = Take();
        }

        try
        {
            _committed = await writer.CommitAsync(commit, waiting, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            WaitAgain(waiting);
            throw;
        }
    }

    /// <summary>Tells the dispatcher, after the commit, of what was sent.</summary>
    public void Announce()
    {
        if (_isWritten)
        {
            writer.Signal();
        }

        if (_committed is { } committed)
        {
            writer.Announce(committed);
        }
    }

    private async Task WriteAsync(List<OutboxMessage> waiting, CancellationToken cancellationToken)
    {
        try
        {
            await writer.WriteAsync(transaction, waiting, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // The last is the one whose call fails now.
            WaitAgain(waiting[..^1]);
            throw;
        }
    }

    // Its callers were told that it is sent, and the transaction may be committed all the same.
    private void WaitAgain(List<OutboxMessage> messages)
    {
        lock (_lock)
        {
            _waiting.InsertRange(0, messages);
        }
    }

    private List<OutboxMessage> Take()
    {
        var waiting = _waiting;
        _waiting = [];
        return waiting;
    }
}
