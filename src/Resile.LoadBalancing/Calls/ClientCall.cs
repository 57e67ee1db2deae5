using Resile.LoadBalancing.Policies;

namespace Resile.LoadBalancing.Calls;

/// <summary>A call on somebody else's client.</summary>
internal readonly struct ClientCall<TClient, TResult>(CallRunner runner, Func<TClient, CancellationToken, Task<TResult>> call, ulong? key) : ITransportCall<TResult>
    where TClient : class
{
    public async ValueTask<Attempt<TResult>> AttemptAsync(CallContext context)
    {
        await runner.EndpointsKnownAsync(context).ConfigureAwait(false);
        var lease = runner.Acquire(context, key);
        if (lease.Endpoint is not { } endpoint)
        {
            return new(default, runner.NoEndpoint(context), Resend.Never, null);
        }

        var result = CallResult.Cancelled;
        using var limit = runner.LimitAttempt(context, endpoint);
        try
        {
            var reply = await call(((ClientTransport<TClient>)endpoint.Transport!).Client, limit?.Token ?? context.Token).ConfigureAwait(false);
            result = CallResult.Answered;
            return new(reply, null, Resend.Never, endpoint);
        }
        catch (Exception exception) when (Explain(context, endpoint, limit, exception) is { } fault)
        {
            result = fault.Result;
            return new(default, fault.Error, fault.Resend, endpoint);
        }
        catch (OperationCanceledException exception) when (context.Deadline.CallerToken.IsCancellationRequested)
        {
            throw CallRunner.Cancelled(context, exception);
        }
        finally
        {
            lease.Balancer.Release(lease, result);
        }
    }

    // Nobody knows what has left by then, so only what may be carried out twice is repeated.
    private Fault? Explain(CallContext context, Endpoints.Endpoint endpoint, AttemptLimit? limit, Exception exception)
    {
        if (exception is ArgumentException || context.Deadline.CallerToken.IsCancellationRequested)
        {
            return null;
        }

        if (exception is OperationCanceledException && runner.ExplainDeadline(context, endpoint, exception) is { } late)
        {
            return late;
        }

        var cause = exception is OperationCanceledException && limit is { Token.IsCancellationRequested: true }
            ? new TimeoutException($"The attempt took longer than {context.Settings.AttemptTimeout}.", exception)
            : exception;
        return new(new EndpointUnreachableException(runner.Facts(context, endpoint), mayHaveBeenSent: true, cause), Resend.IfIdempotent, CallResult.Failed);
    }
}
