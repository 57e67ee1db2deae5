using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Wire;

/// <summary>What the calls to one endpoint are sent with: one connection, which is made when it is needed, and made again when it is lost.</summary>
/// <param name="connect">Makes a connection.</param>
internal sealed class FrameTransport(Func<CancellationToken, Task<FrameConnection>> connect) : IEndpointPing, IDisposable
{
    /// <summary>The most connections that one call or ping tries: one that drains, or that the server has forgotten, is replaced by another one.</summary>
    public const int MostConnections = 3;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _disposing = new();
    private FrameConnection? _current;
    private Task<FrameConnection>? _connecting;
    private bool _isDisposed;

    /// <summary>Gets the connection, if there is one that takes calls.</summary>
    public FrameConnection? Current => Volatile.Read(ref _current) is { IsUsable: true } current ? current : null;

    /// <summary>Gets a connection that takes calls.</summary>
    /// <exception cref="ConnectFailedException">None came about.</exception>
    public ValueTask<FrameConnection> ConnectAsync(CancellationToken cancellationToken) =>
        Current is { } current ? new(current) : new(WaitAsync(cancellationToken));

    /// <inheritdoc/>
    public async ValueTask PingAsync(CancellationToken cancellationToken)
    {
        for (var connections = 0; connections < MostConnections; connections++)
        {
            var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
            if (await connection.PingAsync(cancellationToken).ConfigureAwait(false))
            {
                return;
            }
        }

        throw new IOException("It ends every connection.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        FrameConnection? current;
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
    private async Task<FrameConnection> WaitAsync(CancellationToken cancellationToken)
    {
        Task<FrameConnection> connecting;
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

    private async Task<FrameConnection> ConnectAnewAsync(CancellationToken cancellationToken)
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
            var failure = Task.FromException<FrameConnection>(new ConnectFailedException(exception));

            // Those who wait may all have given up.
            _ = failure.Exception;
            return await failure.ConfigureAwait(false);
        }
    }
}
