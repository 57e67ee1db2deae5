using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Policies;

namespace Resile.LoadBalancing.Http;

public sealed partial class HttpChannel
{
    /// <summary>Finds out what an exception of the transport means.</summary>
    /// <returns>Null where the caller cancelled the call, or the exception is not the transport's but a bug in a handler.</returns>
    private Fault? Explain(BalancedOperation operation, Endpoint endpoint, ClientSettings settings, CallDeadline deadline, Exception exception)
    {
        var facts = Facts(operation, endpoint);
        if (deadline.CallerToken.IsCancellationRequested)
        {
            return null;
        }

        if (deadline.HasPassed)
        {
            return new(new DeadlineExceededException(facts, deadline.Duration, exception), Resend.Never, CallResult.Failed);
        }

        return exception switch
        {
            HttpRequestException request when IsConnecting(request.HttpRequestError) =>
                new(new EndpointUnreachableException(facts, mayHaveBeenSent: false, exception), Resend.Always, CallResult.Unreachable),
            HttpRequestException or IOException =>
                new(new EndpointUnreachableException(facts, mayHaveBeenSent: true, exception), Resend.IfIdempotent, CallResult.Failed),
            OperationCanceledException =>
                new(new EndpointUnreachableException(facts, mayHaveBeenSent: true, TimeOut(settings, exception)), Resend.IfIdempotent, CallResult.Failed),
            _ => null,
        };
    }

    // These come before the first byte of a request is written; all others may come later.
    private static bool IsConnecting(HttpRequestError error) =>
        error is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError;

    private RemoteCallFacts Facts(BalancedOperation operation, Endpoint endpoint) => new(_contract.Name, operation.Name, endpoint.Address);

    private static TimeoutException TimeOut(ClientSettings settings, Exception exception) =>
        new(settings.AttemptTimeout is { } timeout ? $"The attempt took longer than {timeout}." : "The transport gave up waiting.", exception);
}
