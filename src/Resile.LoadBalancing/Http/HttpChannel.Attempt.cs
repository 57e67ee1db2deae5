using System.Net;
using System.Runtime.CompilerServices;
using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Policies;

namespace Resile.LoadBalancing.Http;

public sealed partial class HttpChannel
{
    private const int PathBufferLength = 256;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Attempt<TReply>> AttemptAsync<TCall, TReply>(
        BalancedOperation operation, TCall call, ClientSettings settings, CallDeadline deadline, bool isIdempotent, Endpoint? tried)
        where TCall : struct, IHttpCall
    {
        if (Balancer.Rotation.Current.All.IsEmpty)
        {
            await WaitForEndpointsAsync(operation, settings, deadline).ConfigureAwait(false);
        }

        using var request = Begin(operation, in call, settings, deadline, tried, out var balancer, out var lease);
        if (lease.Endpoint is not { } endpoint)
        {
            return new(default, new NoEndpointException(new(_contract.Name, operation.Name, Attempts: 0), settings.Service), Resend.Never, null);
        }

        var result = CallResult.Cancelled;
        TimeSpan? retryAfter = null;
        using var limit = isIdempotent && tried is null ? LimitAttempt(settings, deadline, endpoint) : null;
        try
        {
            var token = limit?.Token ?? deadline.Token;
            using var response = await ((HttpMessageInvoker)endpoint.Transport!).SendAsync(request, token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                var reply = await ReadAsync<TReply>(operation, endpoint, settings, response, token).ConfigureAwait(false);
                result = CallResult.Answered;
                return reply;
            }

            var error = await ReadErrorAsync(operation, endpoint, settings, response, token).ConfigureAwait(false);
            retryAfter = error.RetryAfter;
            result = response.StatusCode >= HttpStatusCode.InternalServerError ? CallResult.Failed : CallResult.Answered;
            return new(default, error, IsTransient(response.StatusCode) ? Resend.IfIdempotent : Resend.Never, endpoint);
        }
        catch (Exception exception) when (Explain(operation, endpoint, settings, deadline, exception) is { } fault)
        {
            result = fault.Result;
            return new(default, fault.Error, fault.Resend, endpoint);
        }
        catch (Exception exception) when (deadline.CallerToken.IsCancellationRequested)
        {
            throw Cancelled(exception, deadline);
        }
        finally
        {
            balancer.Release(lease, result, retryAfter);
        }
    }

    // Everything that can fail because of the arguments comes before the pick, so that no endpoint is blamed for it.
    private HttpRequestMessage Begin<TCall>(
        BalancedOperation operation, in TCall call, ClientSettings settings, CallDeadline deadline, Endpoint? tried,
        out Balancer balancer, out Lease lease)
        where TCall : struct, IHttpCall
    {
        var request = new HttpRequestMessage(operation.Method, (Uri?)null);
        var writer = new HttpRequestWriter(request, settings.Json, stackalloc char[PathBufferLength]);
        try
        {
            call.Write(ref writer);
            request.Headers.TryAddWithoutValidation(WireHeaders.Deadline,
                tried is null ? settings.DeadlineTextOf(operation) : ClientSettings.TextOf(deadline.Remaining));
            lease = Acquire(tried, out balancer);
            if (lease.Endpoint is not null)
            {
                request.RequestUri = writer.ToUri(lease.Endpoint.Prefix);
            }

            return request;
        }
        catch
        {
            request.Dispose();
            throw;
        }
        finally
        {
            writer.Return();
        }
    }

    // A reload may take the balancer away between the look at it and the pick; what it had then is retired.
    private Lease Acquire(Endpoint? tried, out Balancer balancer)
    {
        Lease lease;
        do
        {
            balancer = Balancer;
            lease = balancer.Acquire(tried);
        }
        while (lease.Endpoint is null && balancer != Balancer);

        return lease;
    }

    private async ValueTask WaitForEndpointsAsync(BalancedOperation operation, ClientSettings settings, CallDeadline deadline)
    {
        try
        {
            await _endpointsAnswered().WaitAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deadline.HasPassed)
        {
            throw new NoEndpointException(new(_contract.Name, operation.Name, Attempts: 0), settings.Service);
        }
        catch (OperationCanceledException exception) when (deadline.CallerToken.IsCancellationRequested)
        {
            throw Cancelled(exception, deadline);
        }
    }

    // Moving on early only makes sense where there is somewhere to move on to.
    private AttemptLimit? LimitAttempt(ClientSettings settings, CallDeadline deadline, Endpoint endpoint) =>
        settings is { AttemptTimeout: { } timeout, RetryElsewhere: true } && HasOther(endpoint)
            ? new AttemptLimit(timeout, _timeProvider, deadline.Token)
            : null;

    private static OperationCanceledException Cancelled(Exception exception, CallDeadline deadline) =>
        new("The caller cancelled the call.", exception, deadline.CallerToken);

    // 500 is among them: a replica whose component has just crashed answers with it, and another one may well not.
    private static bool IsTransient(HttpStatusCode status) =>
        status is HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
}
