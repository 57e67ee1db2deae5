using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Hosting;
using Resile.LoadBalancing.Policies;
using Resile.LoadBalancing.Telemetry;

namespace Resile.LoadBalancing.Calls;

/// <summary>Runs the calls of one client: each has one deadline and some attempts, on different endpoints. It knows no transport.</summary>
internal sealed partial class CallRunner(
    BalancedContract contract, ClientSettings settings, Balancer balancer, RetryBudgets budgets, Func<Task> endpointsAnswered,
    TimeProvider timeProvider, RandomSource random, ClientMetrics metrics, ILogger logger)
{
    private readonly CallDeadlinePool _deadlines = new(timeProvider);
    private ClientSettings _settings = settings;
    private Balancer _balancer = balancer;
    private RetryBudget _budget = budgets.Of(settings.Service);

    /// <summary>Gets what the calls are sent with, at this moment.</summary>
    public ClientSettings Settings => Volatile.Read(ref _settings);

    /// <summary>Gets what picks the endpoints, at this moment.</summary>
    public Balancer Balancer => Volatile.Read(ref _balancer);

    private RetryBudget Budget => Volatile.Read(ref _budget);

    /// <summary>Takes changed settings over; calls that have begun end with the old ones.</summary>
    public void Configure(ClientSettings settings, Balancer balancer)
    {
        Volatile.Write(ref _balancer, balancer);
        Volatile.Write(ref _budget, budgets.Of(settings.Service));
        Volatile.Write(ref _settings, settings);
    }

    /// <summary>Runs a call to its end.</summary>
    /// <exception cref="RemoteCallException">The call failed.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled it.</exception>
    public ValueTask<TReply> RunAsync<TCall, TReply>(
        BalancedOperation operation, TCall call, bool isIdempotent, bool isHedged, CancellationToken cancellationToken)
        where TCall : struct, ITransportCall<TReply> => Wrapper is { } wrapper
        ? RunWrappedAsync<TCall, TReply>(wrapper, operation, call, isIdempotent, isHedged, cancellationToken)
        : RunBareAsync<TCall, TReply>(operation, call, isIdempotent, isHedged, cancellationToken);

    private ValueTask<TReply> RunBareAsync<TCall, TReply>(
        BalancedOperation operation, TCall call, bool isIdempotent, bool isHedged, CancellationToken cancellationToken)
        where TCall : struct, ITransportCall<TReply> => isIdempotent && Shadow is { } shadow && shadow.Takes(operation)
        ? RunWithCopyAsync<TCall, TReply>(shadow, operation, call, isHedged, cancellationToken)
        : RunAloneAsync<TCall, TReply>(operation, call, isIdempotent, isHedged, cancellationToken);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<TReply> RunAloneAsync<TCall, TReply>(
        BalancedOperation operation, TCall call, bool isIdempotent, bool isHedged, CancellationToken cancellationToken)
        where TCall : struct, ITransportCall<TReply>
    {
        cancellationToken.ThrowIfCancellationRequested();
        var current = Settings;
        var context = Begin(operation, current, isIdempotent, cancellationToken);
        Budget.Deposit(context.Deadline.StartedAt);
        using var activity = CallActivity.Start(contract.Name, operation);
        var isUnheld = false;
        string? errorType = null;
        Task? loser = null;
        try
        {
            Attempt<TReply> attempt;
            if (isHedged)
            {
                (attempt, context, loser) = await HedgeAsync<TCall, TReply>(call, context).ConfigureAwait(false);
            }
            else
            {
                attempt = await call.AttemptAsync(context).ConfigureAwait(false);
            }

            isUnheld = attempt.Error is null;
            if (attempt.Error is not null && attempt.Resend != Resend.Never)
            {
                attempt = await RepeatAsync(call, context, attempt).ConfigureAwait(false);
            }

            CallActivity.End(activity, attempt.Endpoint, attempt.Error);
            return attempt.Error is null ? attempt.Reply! : throw attempt.Error;
        }
        catch (Exception exception)
        {
            errorType = ErrorTypeOf(exception);
            CallActivity.Fail(activity, errorType);
            throw;
        }
        finally
        {
            metrics.Called(operation.Name, context.Deadline, errorType);
            if (loser is null)
            {
                _deadlines.End(context.Deadline, isUnheld);
            }
            else
            {
                _ = EndAfterAsync(loser, context.Deadline);
            }
        }
    }

    /// <summary>Waits until the endpoints are known, if none are.</summary>
    public ValueTask EndpointsKnownAsync(CallContext context) =>
        Balancer.Rotation.Current.All.IsEmpty ? new(WaitForEndpointsAsync(context)) : default;

    /// <summary>Picks an endpoint for an attempt.</summary>
    /// <param name="context">The call.</param>
    /// <param name="key">The hash of its key, if it has one.</param>
    /// <param name="isPrompt">Whether the attempt took next to no time to prepare, so that a call's first begins with the call.</param>
    public Lease Acquire(CallContext context, ulong? key = null, bool isPrompt = false)
    {
        var lease = Pick(context, key, isPrompt && context.IsFresh ? context.Deadline.StartedAt : timeProvider.GetTimestamp());
        if (context.Leg is not null)
        {
            context.Leg.Endpoint = lease.Endpoint;
        }

        return lease;
    }

    /// <summary>Limits an attempt that may be repeated to a time of its own, if the options say so.</summary>
    public AttemptLimit? LimitAttempt(CallContext context, Endpoint endpoint) =>
        // Moving on early only makes sense where there is somewhere to move on to.
        context is { IsIdempotent: true, Settings.AttemptTimeout: { } timeout } && context.Attempts + 1 < context.MostAttempts
        && HasOther(endpoint, context.Tried)
            ? new AttemptLimit(timeout, timeProvider, context.Token)
            : null;

    /// <summary>Finds out whether an attempt ended because its time is up, or because another one of the same call was faster.</summary>
    /// <returns>Null where it did not.</returns>
    public Fault? ExplainDeadline(CallContext context, Endpoint endpoint, Exception exception) => context.Leg is { IsLost: true }
        ? new(new EndpointUnreachableException(Facts(context, endpoint), mayHaveBeenSent: true, exception), Resend.Never, CallResult.Cancelled)
        : context.Deadline.HasPassed
        ? new(new DeadlineExceededException(Facts(context, endpoint), context.Deadline.Duration, exception, context.IsTimeInherited), Resend.Never, CallResult.Failed)
        : null;

    /// <summary>Says which call an exception speaks of.</summary>
    public RemoteCallFacts Facts(CallContext context, Endpoint? endpoint) =>
        new(contract.Name, context.Operation.Name, endpoint?.Address, context.Attempts + (endpoint is null ? 0 : 1));

    /// <summary>Says that there is nobody to call.</summary>
    public NoEndpointException NoEndpoint(CallContext context) =>
        new(new(contract.Name, context.Operation.Name, Attempts: 0), context.Settings.Service);

    /// <summary>Says that the caller cancelled the call.</summary>
    public static OperationCanceledException Cancelled(CallContext context, Exception exception) =>
        new("The caller cancelled the call.", exception, context.Deadline.CallerToken);

    // A call made on behalf of another has no more time than is left of that one.
    private CallContext Begin(BalancedOperation operation, ClientSettings current, bool isIdempotent, CancellationToken cancellationToken)
    {
        var time = current.DeadlineOf(operation);
        var scope = CallScope.Current;
        if (scope?.Remaining is { } remaining && remaining < time)
        {
            time = remaining > TimeSpan.Zero ? remaining : throw OutOfTime(operation);
        }

        var context = _deadlines.Start(time, cancellationToken).Context;
        context.Begin(operation, current, isIdempotent, scope?.Retries ?? 0);
        return context;
    }

    private DeadlineExceededException OutOfTime(BalancedOperation operation)
    {
        var exception = new DeadlineExceededException(new(contract.Name, operation.Name, Attempts: 0), TimeSpan.Zero, isInherited: true);
        metrics.Called(operation.Name, null, exception.ErrorType);
        return exception;
    }

    private Lease Pick(CallContext context, ulong? key, long now)
    {
        if (context.Leg is { } leg && (leg.Target is not null || leg.Balancer is not null))
        {
            return leg.Target is null ? leg.Balancer!.Acquire(now, key: key) : Balancer.Take(leg.Target, now);
        }

        if (context.Attempts == 0 && Canary is { } canary && canary.TryAcquire(now, key, out var trial))
        {
            return trial;
        }

        // A reload may take the balancer away between the look at it and the pick; what it had then is retired.
        while (true)
        {
            var picking = Balancer;
            var lease = picking.Acquire(now, context.Tried, key);
            if (lease.Endpoint is not null || picking == Balancer)
            {
                return lease;
            }
        }
    }

    private async Task WaitForEndpointsAsync(CallContext context)
    {
        context.HasWaited = true;
        try
        {
            await endpointsAnswered().WaitAsync(context.Deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.Deadline.HasPassed)
        {
            throw NoEndpoint(context);
        }
        catch (OperationCanceledException exception) when (context.Deadline.CallerToken.IsCancellationRequested)
        {
            throw Cancelled(context, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(21, LogLevel.Debug, "{Contract}.{Operation} failed at '{Endpoint}' and is sent again elsewhere: {Reason}")]
        public static partial void Retrying(ILogger logger, string contract, string operation, Uri endpoint, string reason);
    }
}
