using System.Text;
using System.Threading.Channels;

namespace Resile.LoadBalancing.Tests.Http;

/// <summary>A body that comes when a test says so.</summary>
internal sealed class PacedBody : Stream
{
    private readonly Channel<byte[]> _chunks = Channel.CreateUnbounded<byte[]>();
    private byte[] _rest = [];
    private volatile bool _isWaiting;

    public bool IsDisposed { get; private set; }

    /// <summary>Gets whether everything that was sent has been read, and somebody waits for more.</summary>
    public bool IsWaiting => _isWaiting && _chunks.Reader.Count == 0;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public void Send(string text) => Assert.True(_chunks.Writer.TryWrite(Encoding.UTF8.GetBytes(text)));

    public void End() => _chunks.Writer.Complete();

    public void Break() => _chunks.Writer.Complete(new HttpIOException(HttpRequestError.ResponseEnded, "The response ended prematurely."));

    public HttpResponseMessage As(string type)
    {
        var content = new StreamContent(this);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return new HttpResponseMessage { Content = content };
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_rest.Length == 0)
        {
            var reading = _chunks.Reader.WaitToReadAsync(cancellationToken);
            _isWaiting = !reading.IsCompleted;
            if (!await reading)
            {
                return 0;
            }

            _isWaiting = false;
            _rest = await _chunks.Reader.ReadAsync(cancellationToken);
        }

        var length = Math.Min(buffer.Length, _rest.Length);
        _rest.AsSpan(0, length).CopyTo(buffer.Span);
        _rest = _rest[length..];
        return length;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }
}
