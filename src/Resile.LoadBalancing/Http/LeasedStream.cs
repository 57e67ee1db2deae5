using Resile.LoadBalancing.Policies;

namespace Resile.LoadBalancing.Http;

/// <summary>Reads the body of a forwarded answer, and notes how that ends.</summary>
internal sealed class LeasedStream(Stream inner, LeasedContent content) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return Note(await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false), buffer.Length);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            content.End(CallResult.Failed);
            throw;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            return Note(inner.Read(buffer, offset, count), count);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            content.End(CallResult.Failed);
            throw;
        }
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            content.End(CallResult.Cancelled);
        }

        base.Dispose(disposing);
    }

    private int Note(int read, int asked)
    {
        if (read == 0 && asked > 0)
        {
            content.End(CallResult.Answered);
        }

        return read;
    }
}
