using Resile.Messaging.Storage;

namespace Resile.Messaging;

/// <summary>Creates the store's tables before the first use, whoever comes first: the host's start or an early sender.</summary>
internal sealed class StoreStartup(IMessageStore store) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile bool _isReady;

    /// <summary>Completes when the tables are there. A failure is not remembered: the next caller tries again.</summary>
    /// <exception cref="DurableMessageException">The database is not reachable or its tables cannot be made.</exception>
    public ValueTask EnsureReadyAsync(CancellationToken cancellationToken) =>
        _isReady ? ValueTask.CompletedTask : InitializeAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_isReady)
            {
                await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
                _isReady = true;
            }
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or DurableMessageException))
        {
            throw new DurableMessageException(
                $"The message store '{store.Name}' could not be opened: {exception.Message} Check that its database is reachable and may be written.",
                exception);
        }
        finally
        {
            _gate.Release();
        }
    }
}
