using System.Buffers;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tcp;

/// <summary>Sends the frames of one connection: anybody hands them in, and what has come together while one write runs leaves with the next.</summary>
internal sealed class FrameSender(Stream stream, TimeProvider timeProvider) : IThreadPoolWorkItem
{
    private const int FirstSize = 16 * 1024;
    private const int LargestKept = 256 * 1024;

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Lent by the pool while there is something to send: a connection that is idle keeps no memory.
    private byte[] _filling = [];
    private byte[] _writing = [];
    private int _filled;
    private int _unwritten;
    private TaskCompletionSource? _progress;
    private long _writingSince;
    private bool _isWriting;
    private bool _isCompleted;

    /// <summary>Gets a task that ends when nothing more will be written; with an exception where the connection was lost.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Gets the bytes that were handed in, and have not been written yet.</summary>
    public long Unsent => (long)Volatile.Read(ref _filled) + Volatile.Read(ref _unwritten);

    /// <summary>Gets how long the write has taken that is under way; zero where there is none.</summary>
    public TimeSpan Stuck => Volatile.Read(ref _writingSince) is var since and not 0 ? timeProvider.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Hands a frame in. What may pile up is limited by whoever hands frames in.</summary>
    /// <returns>False where nothing more is sent.</returns>
    public bool TrySend(ReadOnlySpan<byte> frame)
    {
        lock (_gate)
        {
            if (_isCompleted)
            {
                return false;
            }

            frame.CopyTo(RoomFor(frame.Length));
            Volatile.Write(ref _filled, _filled + frame.Length);
            BeginWriting();
            return true;
        }
    }

    /// <summary>Hands a frame without a payload in.</summary>
    public bool TrySend(FrameHeader header)
    {
        Span<byte> frame = stackalloc byte[FrameHeader.Size];
        header.Write(frame);
        return TrySend(frame);
    }

    /// <summary>Waits until no more than so many bytes are unsent, or nothing more is sent.</summary>
    public async ValueTask WaitBelowAsync(long most)
    {
        while (Unsent > most)
        {
            // It is there before the second look, so that no progress goes unseen.
            var progress = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            progress = Interlocked.CompareExchange(ref _progress, progress, null) ?? progress;
            if (Unsent <= most || _ended.Task.IsCompleted)
            {
                return;
            }

            await progress.Task.ConfigureAwait(false);
        }
    }

    /// <summary>Takes no more frames; what was handed in is still written.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            if (!_isCompleted)
            {
                _isCompleted = true;
                BeginWriting();
            }
        }
    }

    /// <inheritdoc/>
    void IThreadPoolWorkItem.Execute() => _ = WriteAsync();

    // At the far end of the thread pool's queue: whoever is about to hand frames in as well comes first, and they leave together.
    private void BeginWriting()
    {
        if (!_isWriting)
        {
            _isWriting = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            while (TryTake(out var frames))
            {
                Volatile.Write(ref _writingSince, Math.Max(1, timeProvider.GetTimestamp()));
                await stream.WriteAsync(frames).ConfigureAwait(false);
                Volatile.Write(ref _writingSince, 0);
                Volatile.Write(ref _unwritten, 0);
                Interlocked.Exchange(ref _progress, null)?.TrySetResult();
            }
        }
#pragma warning disable CA1031 // Whoever waits for the end gets the exception.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Fail(exception);
        }
    }

    // The lock is what keeps a frame from being handed in between the last look and the end of the writing.
    private bool TryTake(out ReadOnlyMemory<byte> frames)
    {
        lock (_gate)
        {
            if (_filled > 0)
            {
                (_filling, _writing) = (Renewed(_writing), _filling);
                frames = _writing.AsMemory(0, _filled);
                Volatile.Write(ref _unwritten, _filled);
                Volatile.Write(ref _filled, 0);
                return true;
            }

            frames = default;
            Return();
            _isWriting = _isCompleted;
            if (_isCompleted)
            {
                End(null);
            }

            return false;
        }
    }

    private void Fail(Exception exception)
    {
        lock (_gate)
        {
            _isCompleted = true;
            Return();
            End(exception);
        }
    }

    private void End(Exception? exception)
    {
        _ = exception is null ? _ended.TrySetResult() : _ended.TrySetException(exception);
        Interlocked.MemoryBarrier();
        Interlocked.Exchange(ref _progress, null)?.TrySetResult();
    }

    private void Return()
    {
        Return(_filling);
        Return(_writing);
        (_filling, _writing) = ([], []);
        Volatile.Write(ref _filled, 0);
    }

    private static void Return(byte[] buffer)
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private Span<byte> RoomFor(int length)
    {
        if (_filling.Length - _filled < length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_filled + length, Math.Max(_filling.Length * 2, FirstSize)));
            _filling.AsSpan(0, _filled).CopyTo(larger);
            Return(_filling);
            _filling = larger;
        }

        return _filling.AsSpan(_filled);
    }

    private static byte[] Renewed(byte[] buffer)
    {
        if (buffer.Length <= LargestKept)
        {
            return buffer;
        }

        Return(buffer);
        return [];
    }
}
