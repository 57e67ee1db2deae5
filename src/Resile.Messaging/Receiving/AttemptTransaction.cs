using System.Data.Common;
using Resile.Messaging.Storage;

namespace Resile.Messaging.Receiving;

/// <summary>The connection and the transaction of one attempt. Rolls back when it is disposed without a commit.</summary>
internal sealed class AttemptTransaction(IMessageStore store, DbConnection connection, DbTransaction transaction, TimeProvider time)
    : IAsyncDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets the transaction.</summary>
    public DbTransaction Transaction { get; } = transaction;

    /// <summary>Gets or sets the handler's call, which may still run when the attempt is over.</summary>
    public Task Handling { get; set; } = Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (Handling.IsCompleted || !store.IsBusy(connection))
        {
            return EndAsync();
        }

        // A handler was left behind in the middle of a command. The next attempt does not wait for it here, but in the store.
        _ = EndLaterAsync();
        return ValueTask.CompletedTask;
    }

    private async Task EndLaterAsync()
    {
        while (!Handling.IsCompleted && store.IsBusy(connection))
        {
            await Task.WhenAny(Handling, Task.Delay(LookInterval, time)).ConfigureAwait(false);
        }

        try
        {
            await EndAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is DbException or InvalidOperationException or ObjectDisposedException)
        {
            // The connection is broken or gone, and the transaction with it.
        }
    }

    private async ValueTask EndAsync()
    {
        await using (connection.ConfigureAwait(false))
        {
            await Transaction.DisposeAsync().ConfigureAwait(false);
        }
    }
}
