using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using Resile.LoadBalancing.Calls;
using Resile.LoadBalancing.Policies;

namespace Resile.LoadBalancing.Http;

public sealed partial class HttpChannel
{
    private const int PathBufferLength = 256;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Attempt<TReply>> AttemptAsync<TCall, TReply>(TCall call, CallContext context, ReplyHead? head = null)
        where TCall : struct, IHttpCall
    {
        await _runner.EndpointsKnownAsync(context).ConfigureAwait(false);
        var bearerToken = _bearerToken is null ? null : await BearerTokenAsync(context).ConfigureAwait(false);
        using var request = Begin(in call, context, bearerToken, out var lease);
        if (lease.Endpoint is not { } endpoint)
        {
            return new(default, _runner.NoEndpoint(context), Resend.Never, null);
        }

        var result = CallResult.Cancelled;
        TimeSpan? retryAfter = null;
        ServerLoad? load = null;
        AttemptLimit? limit = null;
        try
        {
            limit = _runner.LimitAttempt(context, endpoint);
            var token = limit?.Token ?? context.Token;
            using var response = await ((HttpMessageInvoker)endpoint.Transport!).SendAsync(request, token).ConfigureAwait(false);
            load = LoadHeader.Of(response);
            head?.Take(response);
            if (response.IsSuccessStatusCode)
            {
                var reply = await ReadAsync<TReply>(context, endpoint, response, head, token).ConfigureAwait(false);
                result = CallResult.Answered;
                return reply;
            }

            var error = await ReadErrorAsync(context, endpoint, response, token).ConfigureAwait(false);
            error.Head = head;
            retryAfter = error.RetryAfter;
            result = ResultOf(response.StatusCode);
            return new(default, error, Resendable(request, ResendAfter(response)), endpoint);
        }
        catch (Exception exception) when (Explain(context, endpoint, limit, exception) is { } fault)
        {
            result = fault.Result;
            return new(default, fault.Error, Resendable(request, fault.Resend), endpoint);
        }
        catch (Exception exception) when (context.Deadline.CallerToken.IsCancellationRequested)
        {
            throw CallRunner.Cancelled(context, exception);
        }
        finally
        {
            limit?.Dispose();
            lease.Balancer.Release(lease, result, retryAfter, load);
        }
    }

    // Everything that can fail because of the arguments comes before the pick, so that no endpoint is blamed for it.
    private HttpRequestMessage Begin<TCall>(in TCall call, CallContext context, string? bearerToken, out Lease lease, string? accept = null)
        where TCall : struct, IHttpCall
    {
        lease = default;
        var request = new HttpRequestMessage(context.Operation.Method, (Uri?)null) { Version = context.Settings.HttpVersion, VersionPolicy = context.Settings.HttpVersionPolicy };
        var writer = new HttpRequestWriter(request, context.Settings.Json, stackalloc char[PathBufferLength]);
        try
        {
            call.Write(ref writer);
            writer.Complete();
            request.Content ??= EmptyBody.Instance;
            if (bearerToken is not null && !request.Headers.NonValidated.Contains("Authorization"))
            {
                request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + bearerToken);
            }

            if (accept is not null && !request.Headers.NonValidated.Contains("Accept"))
            {
                request.Headers.TryAddWithoutValidation("Accept", accept);
            }

            request.Headers.TryAddWithoutValidation(WireHeaders.Deadline, context.IsFresh && !context.IsTimeInherited
                ? context.Settings.DeadlineTextOf(context.Operation)
                : ClientSettings.TextOf(context.Remaining));
            if (context.Retries + context.Attempts is > 0 and var retries)
            {
                request.Headers.TryAddWithoutValidation(WireHeaders.Retry, retries.ToString(CultureInfo.InvariantCulture));
            }

            lease = _runner.Acquire(context, writer.Key, isPrompt: request.Content is EmptyBody);
            if (lease.Endpoint is not null)
            {
                request.RequestUri = writer.ToUri(lease.Endpoint.Prefix);
            }

            return request;
        }
        catch
        {
            request.Dispose();
            if (lease.Endpoint is not null)
            {
                lease.Balancer.Release(lease, CallResult.Cancelled);
            }

            throw;
        }
        finally
        {
            writer.Return();
        }
    }

    internal static CallResult ResultOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.TooManyRequests => CallResult.Overloaded,
        >= HttpStatusCode.InternalServerError => CallResult.Failed,
        _ => CallResult.Answered,
    };

    // What was read out of a stream that cannot be rewound is gone, and another attempt would send less.
    private static Resend Resendable(HttpRequestMessage request, Resend resend) =>
        resend != Resend.Never && !StreamBody.TryRewind(request.Content) ? Resend.Never : resend;

    private static Resend ResendAfter(HttpResponseMessage response) =>
        !IsTransient(response.StatusCode) ? Resend.Never
        : response.Headers.NonValidated.Contains(WireHeaders.NotProcessed) ? Resend.Always
        : Resend.IfIdempotent;

    // 500 is among them: a replica whose component has just crashed answers with it, and another one may well not.
    internal static bool IsTransient(HttpStatusCode status) =>
        status is HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
}
