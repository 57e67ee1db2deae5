using Resile.LoadBalancing.Calls;
using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Policies;

namespace Resile.LoadBalancing.Http;

public sealed partial class HttpChannel
{
    /// <summary>Finds out what an exception of the transport means.</summary>
    /// <returns>Null where the caller cancelled the call, or the exception is not the transport's but a bug in a handler.</returns>
    private Fault? Explain(CallContext context, Endpoint endpoint, AttemptLimit? limit, Exception exception)
    {
        if (context.Deadline.CallerToken.IsCancellationRequested)
        {
            return null;
        }

        return _runner.ExplainDeadline(context, endpoint, exception) ?? exception switch
        {
            HttpRequestException request when IsConnecting(request.HttpRequestError) =>
                new(new EndpointUnreachableException(_runner.Facts(context, endpoint), mayHaveBeenSent: false, exception), Resend.Always, CallResult.Unreachable),
            HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } =>
                Lost(context, endpoint, exception) with { Resend = Resend.IfIdempotentAnywhere },
            HttpRequestException or IOException => Lost(context, endpoint, exception),
            OperationCanceledException => Lost(context, endpoint, TimeOut(context, limit, exception)),
            _ => null,
        };
    }

    private Fault Lost(CallContext context, Endpoint endpoint, Exception exception) =>
        new(new EndpointUnreachableException(_runner.Facts(context, endpoint), mayHaveBeenSent: true, exception), Resend.IfIdempotent, CallResult.Failed);

    // These come before the first byte of a request is written; all others may come later.
    private static bool IsConnecting(HttpRequestError error) =>
        error is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError
            or HttpRequestError.VersionNegotiationError or HttpRequestError.ProxyTunnelError;

    private static TimeoutException TimeOut(CallContext context, AttemptLimit? limit, Exception exception) => new(
        limit is { Token.IsCancellationRequested: true } ? $"The attempt took longer than {context.Settings.AttemptTimeout}." : "The transport gave up waiting.",
        exception);
}
