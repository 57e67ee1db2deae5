using Resile.LoadBalancing.Calls;

namespace Resile.LoadBalancing.Http;

/// <summary>Opens a reply that its caller reads as a stream: it has begun when its headers are here.</summary>
internal sealed class BodyOpening : HttpOpening<OpenBody>
{
    private HttpResponseMessage? _response;
    private Stream? _body;
    private Func<Exception, Fault?>? _explain;

    public override async ValueTask OpenAsync(
        HttpChannel channel, CallContext context, Endpoints.Endpoint endpoint, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        _response = response;
        _explain = exception => channel.ExplainItem(context, endpoint, exception);
        _body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
    }

    public override OpenBody Begin(Lease lease) => new(_body!, _response!, _explain!, lease);

    public override ValueTask DisposeAsync() => default;
}
