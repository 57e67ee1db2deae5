using System.Buffers;
using System.IO.Pipelines;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tcp;

/// <summary>Sends the frames of one connection: anybody hands them in, and one loop writes what has come together meanwhile.</summary>
internal sealed class FrameSender(Stream stream, TimeProvider timeProvider)
{
    private const int SegmentSize = 16 * 1024;

    private readonly Lock _gate = new();
    private readonly Pipe _pipe = new(new PipeOptions(
        readerScheduler: ThreadPoolScheduler.Instance, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0, resumeWriterThreshold: 0,
        minimumSegmentSize: SegmentSize, useSynchronizationContext: false));

    private TaskCompletionSource? _progress;
    private long _unsent;
    private long _writingSince;
    private bool _isCompleted;
    private bool _hasEnded;

    /// <summary>Gets the bytes that were handed in, and have not been written yet.</summary>
    public long Unsent => Volatile.Read(ref _unsent);

    /// <summary>Gets how long the write has taken that is under way; zero where there is none.</summary>
    public TimeSpan Stuck => Volatile.Read(ref _writingSince) is var since and not 0 ? timeProvider.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Hands a frame in.</summary>
    /// <returns>False where nothing more is sent.</returns>
    public bool TrySend(ReadOnlySpan<byte> frame)
    {
        lock (_gate)
        {
            if (_isCompleted)
            {
                return false;
            }

            _pipe.Writer.Write(frame);
            Interlocked.Add(ref _unsent, frame.Length);

            // Without a threshold there is nothing to wait for: what may pile up is limited by whoever hands frames in.
            var flush = _pipe.Writer.FlushAsync();
            return flush.IsCompleted && !flush.GetAwaiter().GetResult().IsCompleted;
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
            if (Unsent <= most || Volatile.Read(ref _hasEnded))
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
                _pipe.Writer.Complete();
            }
        }
    }

    /// <summary>Writes until there will be no more.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (true)
            {
                var read = await _pipe.Reader.ReadAsync().ConfigureAwait(false);
                foreach (var segment in read.Buffer)
                {
                    Volatile.Write(ref _writingSince, Math.Max(1, timeProvider.GetTimestamp()));
                    await stream.WriteAsync(segment).ConfigureAwait(false);
                }

                Volatile.Write(ref _writingSince, 0);
                Interlocked.Add(ref _unsent, -read.Buffer.Length);
                Interlocked.Exchange(ref _progress, null)?.TrySetResult();
                _pipe.Reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return;
                }
            }
        }
        finally
        {
            Complete();
            Volatile.Write(ref _hasEnded, true);
            Interlocked.MemoryBarrier();
            Interlocked.Exchange(ref _progress, null)?.TrySetResult();
            await _pipe.Reader.CompleteAsync().ConfigureAwait(false);
        }
    }
}
