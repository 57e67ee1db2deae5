using System.Data.Common;
using Microsoft.Extensions.Logging;
using Resile.Messaging.Storage;

namespace Resile.Messaging.Receiving;

/// <summary>The connection and the transaction of one attempt. Rolls back when it is disposed without a commit.</summary>
/// <remarks>
/// A handler that fails may leave code behind that still uses both: it was given up after its time, it did not await a command, or a
/// component that it called hangs. The connection is then taken away from that code before it is given back.
/// </remarks>
internal sealed partial class AttemptTransaction(
    IMessageStore store, DbConnection connection, DbTransaction transaction, Type handler, ILogger logger) : IAsyncDisposable
{
    private bool _isCommitted;
    private bool _isLeftRunning;

    /// <summary>Gets the transaction.</summary>
    public DbTransaction Transaction { get; } = transaction;

    /// <summary>Gets or sets the handler's call, which may still run when the attempt is over.</summary>
    public Task Handling { get; set; } = Task.CompletedTask;

    /// <summary>Learns what the handler failed with.</summary>
    public void Failed(Exception? exception)
    {
        for (; exception is not null && !_isLeftRunning; exception = exception.InnerException)
        {
            _isLeftRunning = exception is ResileException { LeavesCodeRunning: true };
        }
    }

    /// <summary>Refuses to go on where the handler has left a command running.</summary>
    /// <exception cref="DurableMessageException">One of them still runs; nothing was committed.</exception>
    public void RefuseIfBusy()
    {
        if (store.IsBusy(connection))
        {
            throw new DurableMessageException(
                $"'{handler}' returned while a command of its transaction was still being executed, so nothing was committed. "
                + "Await everything that a handler starts before it returns.");
        }
    }

    /// <summary>Commits.</summary>
    /// <remarks>A commit that is abandoned half-way leaves us not knowing; so it is never abandoned.</remarks>
    public async Task CommitAsync()
    {
        await Transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        _isCommitted = true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await using (connection.ConfigureAwait(false))
        {
            if (!_isCommitted && (_isLeftRunning || !Handling.IsCompleted || store.IsBusy(connection)))
            {
                await FenceAsync().ConfigureAwait(false);
            }

            await Transaction.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task FenceAsync()
    {
        try
        {
            await store.FenceAsync(connection, CancellationToken.None).ConfigureAwait(false);
        }
        catch (DbException exception)
        {
            // The store is away, and with it the session; what the handler threw says more.
            Log.NotFenced(logger, exception, store.Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning,
            "The store '{Store}' could not end the session of a handler that was left running; its connection is closed instead.")]
        public static partial void NotFenced(ILogger logger, Exception exception, string store);
    }
}
