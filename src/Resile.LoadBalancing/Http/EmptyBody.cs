using System.Net;

namespace Resile.LoadBalancing.Http;

/// <summary>
/// The body of requests that have none. With a body, <see cref="SocketsHttpHandler"/> leaves a request alone whose connection closes before an
/// answer; without, it would send it again by itself, up to three times, and no budget would know of it.
/// </summary>
/// <remarks>One serves all requests: it holds nothing, and disposing a request leaves it usable.</remarks>
internal sealed class EmptyBody : HttpContent
{
    private EmptyBody() => Headers.ContentLength = 0;

    /// <summary>Gets it.</summary>
    public static EmptyBody Instance { get; } = new();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => Task.CompletedTask;

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        // It is shared.
    }
}
