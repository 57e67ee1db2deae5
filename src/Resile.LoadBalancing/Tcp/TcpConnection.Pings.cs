using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tcp;

internal sealed partial class TcpConnection
{
    private TaskCompletionSource? _pong;

    /// <inheritdoc/>
    /// <remarks>All who wait share the next pong.</remarks>
    public override async ValueTask<bool> PingAsync(CancellationToken cancellationToken)
    {
        Task pong;
        lock (_gate)
        {
            if (_isClosed)
            {
                return false;
            }

            pong = (_pong ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        _sender.TrySend(FrameHeader.Of(FrameKind.Ping));
        await pong.WaitAsync(cancellationToken).ConfigureAwait(false);
        return true;
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
