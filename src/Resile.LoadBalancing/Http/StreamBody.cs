using System.Net;

namespace Resile.LoadBalancing.Http;

/// <summary>A stream of the caller's as a body, or as a part of one. It is left open, for the caller and for another attempt.</summary>
internal sealed class StreamBody : HttpContent
{
    private readonly Stream _stream;
    private readonly long _start;
    private volatile bool _hasBegun;
    private volatile bool _isReading;

    /// <summary>Begins with what comes next in a stream.</summary>
    public StreamBody(Stream stream) => (_stream, _start) = (stream, stream.CanSeek ? stream.Position : 0);

    /// <summary>Makes a body ready for another attempt: its streams, if it has any, stand again where they stood.</summary>
    /// <returns>False where one was read that cannot be rewound, or is still being read.</returns>
    public static bool TryRewind(HttpContent? content) => content switch
    {
        StreamBody body => body.TryRewind(),
        MultipartContent parts => parts.All(TryRewind),
        _ => true,
    };

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _isReading = true;
        _hasBegun = true;
        try
        {
            await _stream.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _isReading = false;
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _stream.CanSeek ? _stream.Length - _start : 0;
        return _stream.CanSeek;
    }

    private bool TryRewind()
    {
        if (!_hasBegun)
        {
            return true;
        }

        if (_isReading || !_stream.CanSeek)
        {
            return false;
        }

        _stream.Position = _start;
        return true;
    }
}
