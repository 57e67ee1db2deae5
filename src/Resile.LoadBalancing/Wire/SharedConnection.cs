namespace Resile.LoadBalancing.Wire;

/// <summary>What the calls to one endpoint are sent with: one connection, which is made when it is needed, and made again when it is lost.</summary>
/// <param name="connect">Makes a connection.</param>
/// <typeparam name="TConnection">The type of the connection.</typeparam>
internal class SharedConnection<TConnection>(Func<CancellationToken, Task<TConnection>> connect) : IDisposable
    where TConnection : class, ISharedConnection
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _disposing = new();
    private TConnection? _current;
    private Task<TConnection>? _connecting;
    private bool _isDisposed;

    /// <summary>Gets the connection, if there is one that takes calls.</summary>
    public TConnection? Current => Volatile.Read(ref _current) is { IsUsable: true } current ? current : null;

    /// <summary>Gets a connection that takes calls.</summary>
    /// <exception cref="ConnectFailedException">None came about.</exception>
    public ValueTask<TConnection> ConnectAsync(CancellationToken cancellationToken) =>
        Current is { } current ? new(current) : new(WaitAsync(cancellationToken));

    /// <inheritdoc/>
    public void Dispose()
    {
        TConnection? current;
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            current = _current;
        }

        _disposing.Cancel();
        _disposing.Dispose();
        current?.Dispose();
    }

    // All callers wait for one attempt, and each gives up by its own token.
    private async Task<TConnection> WaitAsync(CancellationToken cancellationToken)
    {
        Task<TConnection> connecting;
        lock (_gate)
        {
            if (_isDisposed)
            {
                throw new ConnectFailedException(new ObjectDisposedException("the client"));
            }

            if (_current is { IsUsable: true } current)
            {
                return current;
            }

            if (_connecting is null || _connecting.IsCompleted)
            {
                _connecting = ConnectAnewAsync(_disposing.Token);
            }

            connecting = _connecting;
        }

        return await connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<TConnection> ConnectAnewAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Away from the lock that the caller holds.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            var connection = await connect(cancellationToken).ConfigureAwait(false);
            lock (_gate)
            {
                if (!_isDisposed)
                {
                    Volatile.Write(ref _current, connection);
                    return connection;
                }
            }

            connection.Dispose();
            throw new ObjectDisposedException("the client");
        }
#pragma warning disable CA1031 // Whatever keeps a connection from coming about is told to all who wait for it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var failure = Task.FromException<TConnection>(new ConnectFailedException(exception));

            // Those who wait may all have given up.
            _ = failure.Exception;
            return await failure.ConfigureAwait(false);
        }
    }
}
