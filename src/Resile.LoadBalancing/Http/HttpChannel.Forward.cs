using Resile.LoadBalancing.Calls;
using Resile.LoadBalancing.Policies;

namespace Resile.LoadBalancing.Http;

public sealed partial class HttpChannel
{
    /// <summary>Forwards a request of somebody else's client.</summary>
    /// <exception cref="HttpRequestException">No answer came.</exception>
    /// <exception cref="TaskCanceledException">The deadline has passed.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled it.</exception>
    internal async Task<HttpResponseMessage> ForwardAsync(BalancedOperation operation, Forwarding forwarding, CancellationToken cancellationToken)
    {
        try
        {
            return await _runner.RunAsync<ForwardCall, HttpResponseMessage>(
                operation, new(this, forwarding), forwarding.IsIdempotent, isHedged: false, cancellationToken).ConfigureAwait(false);
        }
        catch (ErrorStatusException) when (forwarding.Refusal is { } refusal)
        {
            return refusal;
        }
        catch (DeadlineExceededException exception)
        {
            forwarding.Forget();
            throw new TaskCanceledException(exception.Message, new TimeoutException(exception.Message, exception));
        }
        catch (RemoteCallException exception)
        {
            forwarding.Forget();
            var error = (exception.InnerException as HttpRequestException)?.HttpRequestError ?? HttpRequestError.ConnectionError;
            throw new HttpRequestException(error, exception.Message, exception);
        }
        catch
        {
            forwarding.Forget();
            throw;
        }
    }

    private async ValueTask<Attempt<HttpResponseMessage>> AttemptAsync(Forwarding forwarding, CallContext context)
    {
        await _runner.EndpointsKnownAsync(context).ConfigureAwait(false);
        var bearerToken = _bearerToken is null ? null : await BearerTokenAsync(context).ConfigureAwait(false);
        var lease = _runner.Acquire(context, forwarding.Key);
        if (lease.Endpoint is not { } endpoint)
        {
            return new(default, _runner.NoEndpoint(context), Resend.Never, null);
        }

        forwarding.Forget();
        var result = CallResult.Cancelled;
        var isReleased = false;
        AttemptLimit? limit = null;

        // The body may still be read, or sent, when the deadline of the headers is over or belongs to another call: only the caller may end it then.
        var ending = new CancellationTokenSource();
        var caller = context.Deadline.CallerToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), ending);
        try
        {
            limit = _runner.LimitAttempt(context, endpoint);
            using var deadline = (limit?.Token ?? context.Token).UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), ending);
            var response = await ((HttpMessageInvoker)endpoint.Transport!).SendAsync(forwarding.CopyFor(endpoint, context, bearerToken), ending.Token).ConfigureAwait(false);
            var load = LoadHeader.Of(response);
            result = ResultOf(response.StatusCode);
            isReleased = true;
            if (result == CallResult.Answered)
            {
                response.Content = new LeasedContent(response.Content, lease.Balancer.Begun(lease, load), caller);
                return new(response, null, Resend.Never, endpoint);
            }

            // The client has, or gets, what there is of it; a caller's token may live as long as the program.
            caller.Unregister();
            lease.Balancer.Release(lease, result, RetryAfter(response), load);
            return Refused(forwarding, context, endpoint, response);
        }
        catch (Exception exception) when (Explain(context, endpoint, limit, exception) is { } fault)
        {
            result = fault.Result;
            var isSafe = fault.Resend == Resend.Always || forwarding.CanReplay;
            return new(default, fault.Error, isSafe ? fault.Resend : Resend.Never, endpoint);
        }
        catch (Exception exception) when (context.Deadline.CallerToken.IsCancellationRequested)
        {
            throw CallRunner.Cancelled(context, exception);
        }
        finally
        {
            limit?.Dispose();
            if (!isReleased)
            {
                caller.Unregister();
                lease.Balancer.Release(lease, result);
            }
        }
    }

    private Attempt<HttpResponseMessage> Refused(Forwarding forwarding, CallContext context, Endpoints.Endpoint endpoint, HttpResponseMessage response)
    {
        var resend = forwarding.CanReplay ? ResendAfter(response) : Resend.Never;
        if (resend == Resend.Never)
        {
            // It is the client's to judge.
            return new(response, null, Resend.Never, endpoint);
        }

        forwarding.Keep(response);
        return new(default, new ErrorStatusException(_runner.Facts(context, endpoint), response.StatusCode, null, RetryAfter(response)), resend, endpoint);
    }

    private readonly struct ForwardCall(HttpChannel channel, Forwarding forwarding) : ITransportCall<HttpResponseMessage>
    {
        public ValueTask<Attempt<HttpResponseMessage>> AttemptAsync(CallContext context) => channel.AttemptAsync(forwarding, context);
    }
}
