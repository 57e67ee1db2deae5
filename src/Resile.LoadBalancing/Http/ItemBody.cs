using Resile.LoadBalancing.Calls;

namespace Resile.LoadBalancing.Http;

/// <summary>The body of an answer that comes item by item: it limits the length of each item and, once there is one, the time that nothing comes.</summary>
/// <param name="body">The body.</param>
/// <param name="deadline">The time of the call.</param>
/// <param name="options">The limits.</param>
/// <param name="token">Ends the wait for the first item.</param>
internal sealed class ItemBody(Stream body, CallDeadline deadline, StreamOptions options, CancellationToken token) : Stream
{
    // What a reader may need behind an item to see that it is whole.
    private const int LookAhead = 64;

    private CancellationToken _token = token;
    private bool _hasBegun;
    private long _length;

    /// <summary>Gets whether the last read failed: then what the reader throws is the transport's fault, and no unreadable item.</summary>
    public bool HasReadFailed { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Begins to count anew: an item is wanted.</summary>
    public void NextItem() => _length = 0;

    /// <summary>Notes that the first item has come: from now on each wait has a time of its own.</summary>
    public void Begin() => (_token, _hasBegun) = (deadline.Token, true);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var left = options.MaxItemBytes + LookAhead - _length;
        if (left <= 0)
        {
            throw new ItemTooLongException();
        }

        if (_hasBegun)
        {
            deadline.Limit(options.IdleTimeout);
        }

        try
        {
            var read = await body.ReadAsync(buffer[..(int)Math.Min(buffer.Length, left)], _token).ConfigureAwait(false);
            _length += read;
            return read;
        }
        catch
        {
            HasReadFailed = true;
            throw;
        }
        finally
        {
            if (_hasBegun)
            {
                deadline.Limit(Timeout.InfiniteTimeSpan);
            }
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            body.Dispose();
        }

        base.Dispose(disposing);
    }
}
