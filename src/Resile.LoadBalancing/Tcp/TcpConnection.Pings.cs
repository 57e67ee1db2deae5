using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tcp;

internal sealed partial class TcpConnection
{
    private TaskCompletionSource? _pong;

    /// <summary>Sends a ping, and waits for the next pong; all who wait share it.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public Task PingAsync(CancellationToken cancellationToken)
    {
        Task pong;
        lock (_gate)
        {
            if (_isClosed)
            {
                throw new IOException("The connection has been closed.");
            }

            pong = (_pong ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        _sender.TrySend(FrameHeader.Of(FrameKind.Ping));
        return pong.WaitAsync(cancellationToken);
    }

    private void EndPing(Exception? reason)
    {
        TaskCompletionSource? pong;
        lock (_gate)
        {
            (pong, _pong) = (_pong, null);
        }

        if (reason is null)
        {
            pong?.TrySetResult();
        }
        else if (pong is not null)
        {
            pong.TrySetException(new IOException(reason.Message, reason));

            // Whoever waited may have given up.
            _ = pong.Task.Exception;
        }
    }
}
