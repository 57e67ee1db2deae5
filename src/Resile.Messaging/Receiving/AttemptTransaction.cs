using System.Data.Common;
using Microsoft.Extensions.Logging;
using Resile.Messaging.Storage;

namespace Resile.Messaging.Receiving;

/// <summary>The transaction of one attempt. Rolls back when it is disposed without a commit.</summary>
/// <remarks>
/// A handler that fails may leave code behind that still uses it: it was given up after its time, it did not await a command, or a
/// component that it called hangs. The connection is then taken away from that code before it is given back.
/// </remarks>
internal sealed partial class AttemptTransaction(IStoreTransaction held, string store, Type handler, ILogger logger) : IAsyncDisposable
{
    private bool _isCommitted;
    private bool _isLeftRunning;

    /// <summary>Gets the transaction.</summary>
    public DbTransaction Transaction => held.Transaction;

    /// <summary>Gets or sets the handler's call, which may still run when the attempt is over.</summary>
    public Task Handling { get; set; } = Task.CompletedTask;

    /// <summary>Says that the calling code is the handler's.</summary>
    public void Enter() => held.Enter();

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
        if (held.IsBusy)
        {
            throw new DurableMessageException(
                $"'{handler}' returned while a command of its transaction was still being executed, so nothing was committed. "
                + "Await everything that a handler starts before it returns.");
        }
    }

    /// <summary>Writes messages, and commits.</summary>
    /// <exception cref="StoreUnavailableException">It failed, and not for what this attempt did.</exception>
    public async Task<IReadOnlyList<OutboxKey>> CommitAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        try
        {
            var keys = await held.CommitAsync(messages, cancellationToken).ConfigureAwait(false);
            _isCommitted = true;
            return keys;
        }
        catch (DbException exception) when (exception is { IsTransient: true, InnerException: not TimeoutException })
        {
            // The connection broke. Whether it is committed nobody knows but the inbox, at the next attempt. A commit that takes too long may do so because of the handler.
            throw new StoreUnavailableException(store, exception);
        }
        catch (SharedCommitException exception)
        {
            throw new StoreUnavailableException(store, exception);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await using var ending = held.ConfigureAwait(false);
        if (!_isCommitted && (_isLeftRunning || !Handling.IsCompleted || held.IsBusy))
        {
            await FenceAsync().ConfigureAwait(false);
        }
    }

    private async Task FenceAsync()
    {
        try
        {
            await held.FenceAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (DbException exception)
        {
            // The store is away, and with it the session; what the handler threw says more.
            Log.NotFenced(logger, exception, store);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning,
            "The store '{Store}' could not end the session of a handler that was left running; its connection is closed instead.")]
        public static partial void NotFenced(ILogger logger, Exception exception, string store);
    }
}
