using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Resile.AspNetCore.LoadBalancing;

/// <summary>The body of a request, which must not be longer than a limit, whatever the server would allow.</summary>
internal sealed class LimitedBody : Stream
{
    private readonly Stream _body;
    private readonly int _limit;
    private long _read;

    /// <summary>Begins to read a body.</summary>
    /// <exception cref="CallRefusedException">It announces that it is too long.</exception>
    public LimitedBody(HttpContext context, int limit)
    {
        _body = context.Request.Body;
        _limit = limit;
        if (context.Request.ContentLength > limit)
        {
            throw TooLong();
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server)
        {
            server.MaxRequestBodySize = limit;
        }
    }

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
            var read = await _body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            _read += read;
            return _read <= _limit ? read : throw TooLong();
        }
        catch (BadHttpRequestException exception)
        {
            // The server counts as well, and sees what breaks off.
            throw new CallRefusedException((System.Net.HttpStatusCode)exception.StatusCode, exception.Message);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private CallRefusedException TooLong() =>
        new(System.Net.HttpStatusCode.RequestEntityTooLarge, $"The body is longer than {_limit} bytes.");
}
