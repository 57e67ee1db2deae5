namespace Resile.LoadBalancing.Tests.Http;

/// <summary>A body that breaks off in its middle.</summary>
internal sealed class BreakingStream : MemoryStream
{
    private bool _hasBegun;

    // Or its length, which is none, would be announced.
    public override bool CanSeek => false;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_hasBegun)
        {
            throw new HttpIOException(HttpRequestError.ResponseEnded, "The response ended prematurely.");
        }

        _hasBegun = true;
        buffer.Span[0] = (byte)'{';
        return new(1);
    }
}
