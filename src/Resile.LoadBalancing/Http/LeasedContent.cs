using System.Net;
using Resile.LoadBalancing.Policies;

namespace Resile.LoadBalancing.Http;

/// <summary>The body of a forwarded answer: its endpoint is busy until it has been read or given up.</summary>
internal sealed class LeasedContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly Lease _lease;
    private readonly CancellationTokenRegistration _caller;
    private int _isEnded;

    public LeasedContent(HttpContent inner, Lease lease, CancellationTokenRegistration caller)
    {
        _inner = inner;
        _lease = lease;
        _caller = caller;
        foreach (var (name, values) in inner.Headers.NonValidated)
        {
            Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values);
        }
    }

    // Whoever forgets an answer must not keep its endpoint busy for ever.
    ~LeasedContent() => End(CallResult.Cancelled);

    /// <summary>Ends the call on its endpoint; further ends do nothing.</summary>
    public void End(CallResult result)
    {
        if (Interlocked.Exchange(ref _isEnded, 1) == 0)
        {
            _caller.Unregister();
            _lease.Balancer.End(_lease, result);
            GC.SuppressFinalize(this);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var body = await CreateContentReadStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            await body.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override Task<Stream> CreateContentReadStreamAsync() => CreateContentReadStreamAsync(CancellationToken.None);

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        new LeasedStream(await _inner.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), this);

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => new LeasedStream(_inner.ReadAsStream(cancellationToken), this);

    protected override bool TryComputeLength(out long length)
    {
        length = _inner.Headers.ContentLength ?? 0;
        return _inner.Headers.ContentLength is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
            End(CallResult.Cancelled);
        }

        base.Dispose(disposing);
    }
}
