using System.Data.Common;
using Microsoft.Extensions.Logging;
using Resile.Messaging.Sending;
using Resile.Messaging.Storage;

namespace Resile.Messaging.Receiving;

/// <summary>The transaction of one attempt. Rolls back when it is disposed without a commit.</summary>
/// <remarks>
/// A handler that fails may leave code behind that still uses it: it was given up after its time, it did not await a command, or a
/// component that it called hangs. The connection is then taken away from that code before it is given back.
/// </remarks>
internal sealed partial class AttemptTransaction(IMessageStore store, Type handler, ILogger logger) : IAsyncDisposable
{
    private IStoreTransaction? _held;
    private bool _isCommitted;
    private bool _isLeftRunning;

    /// <summary>Gets the transaction.</summary>
    public DbTransaction Transaction => Held.Transaction;

    /// <summary>Gets or sets what the handler sends in it; null until there is a handler.</summary>
    public HandlerScope? Scope { get; set; }

    /// <summary>Gets or sets the handler's call, which may still run when the attempt is over.</summary>
    public Task Handling { get; set; } = Task.CompletedTask;

    /// <summary>Gets the store's.</summary>
    public IStoreTransaction Held => _held ?? throw new InvalidOperationException("The transaction has not begun.");

    /// <summary>Begins, and goes on elsewhere than on the caller's thread.</summary>
    /// <exception cref="StoreUnavailableException">The store failed.</exception>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        try
        {
            var beginning = store.BeginAsync(cancellationToken);
            var isOnCallersThread = beginning.IsCompleted;
            _held = await beginning.ConfigureAwait(false);
            if (isOnCallersThread)
            {
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            }
        }
        catch (Exception exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new StoreUnavailableException(store.Name, exception);
        }
    }

    /// <summary>Says that the calling code is the handler's.</summary>
    public void Enter()
    {
        Scope?.Enter();
        Held.Enter();
    }

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
        if (Held.IsBusy)
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
            var keys = await Held.CommitAsync(messages, cancellationToken).ConfigureAwait(false);
            _isCommitted = true;
            return keys;
        }
        catch (DbException exception) when (exception is { IsTransient: true, InnerException: not TimeoutException })
        {
            // The connection broke. Whether it is committed nobody knows but the inbox, at the next attempt. A commit that takes too long may do so because of the handler.
            throw new StoreUnavailableException(store.Name, exception);
        }
        catch (SharedCommitException exception)
        {
            throw new StoreUnavailableException(store.Name, exception);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Scope?.End();
        if (_held is not { } held)
        {
            return;
        }

        await using var ending = held.ConfigureAwait(false);
        if (!_isCommitted && (_isLeftRunning || !Handling.IsCompleted || held.IsBusy))
        {
            await FenceAsync(held).ConfigureAwait(false);
        }
    }

    private async Task FenceAsync(IStoreTransaction held)
    {
        try
        {
            await held.FenceAsync(CancellationToken.None).ConfigureAwait(false);
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
