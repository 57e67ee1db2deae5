using System.ComponentModel;
using Microsoft.Extensions.Logging;
using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Telemetry;

namespace Resile.LoadBalancing.Http;

/// <summary>Carries the calls of one contract to the endpoints of its service, over HTTP. Generated clients call it.</summary>
/// <remarks>
/// A call has one deadline. Its first attempt goes to the endpoint that the policy picks; if that fails in a way that
/// another endpoint could do better, and repeating is safe, there is a second attempt on another one, at once. Safe for threads.
/// </remarks>
public sealed partial class HttpChannel
{
    private readonly BalancedContract _contract;
    private readonly TimeProvider _timeProvider;
    private readonly CallDeadlinePool _deadlines;
    private readonly ClientMetrics _metrics;
    private readonly ILogger _logger;
    private readonly Func<Task> _endpointsAnswered;

    private ClientSettings _settings;
    private Balancer _balancer;

    internal HttpChannel(
        BalancedContract contract, ClientSettings settings, Balancer balancer, Func<Task> endpointsAnswered, TimeProvider timeProvider,
        ClientMetrics metrics, ILogger logger)
    {
        _contract = contract;
        _settings = settings;
        _balancer = balancer;
        _endpointsAnswered = endpointsAnswered;
        _timeProvider = timeProvider;
        _deadlines = new CallDeadlinePool(timeProvider);
        _metrics = metrics;
        _logger = logger;
    }

    /// <summary>Gets what the calls are sent with, at this moment.</summary>
    internal ClientSettings Settings => Volatile.Read(ref _settings);

    /// <summary>Gets what picks the endpoints, at this moment.</summary>
    internal Balancer Balancer => Volatile.Read(ref _balancer);

    /// <summary>Sends a call. It is sent again only if no byte of it has left.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="call">The arguments.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    /// <typeparam name="TCall">The type of the arguments.</typeparam>
    /// <typeparam name="TReply">The type of the reply.</typeparam>
    /// <exception cref="RemoteCallException">The call failed.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled it.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Task<TReply> SendAsync<TCall, TReply>(BalancedOperation operation, TCall call, CancellationToken cancellationToken)
        where TCall : struct, IHttpCall => RunAsync<TCall, TReply>(operation, call, isIdempotent: false, cancellationToken);

    /// <summary>Sends a call that has no reply. It is sent again only if no byte of it has left.</summary>
    /// <inheritdoc cref="SendAsync{TCall, TReply}"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Task SendAsync<TCall>(BalancedOperation operation, TCall call, CancellationToken cancellationToken)
        where TCall : struct, IHttpCall => RunAsync<TCall, NoReply>(operation, call, isIdempotent: false, cancellationToken);

    /// <summary>Sends a call of an idempotent operation. If it fails, it may be sent again to another endpoint.</summary>
    /// <inheritdoc cref="SendAsync{TCall, TReply}"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Task<TReply> SendWithRetryAsync<TCall, TReply>(BalancedOperation operation, TCall call, CancellationToken cancellationToken)
        where TCall : struct, IHttpCall => RunAsync<TCall, TReply>(operation, call, isIdempotent: true, cancellationToken);

    /// <summary>Sends a call of an idempotent operation that has no reply. If it fails, it may be sent again to another endpoint.</summary>
    /// <inheritdoc cref="SendAsync{TCall, TReply}"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Task SendWithRetryAsync<TCall>(BalancedOperation operation, TCall call, CancellationToken cancellationToken)
        where TCall : struct, IHttpCall => RunAsync<TCall, NoReply>(operation, call, isIdempotent: true, cancellationToken);

    /// <summary>Takes changed settings over; calls that have begun end with the old ones.</summary>
    internal void Configure(ClientSettings settings, Balancer balancer)
    {
        Volatile.Write(ref _balancer, balancer);
        Volatile.Write(ref _settings, settings);
    }

    private async Task<TReply> RunAsync<TCall, TReply>(
        BalancedOperation operation, TCall call, bool isIdempotent, CancellationToken cancellationToken)
        where TCall : struct, IHttpCall
    {
        cancellationToken.ThrowIfCancellationRequested();
        var settings = Settings;
        var deadline = _deadlines.Start(settings.DeadlineOf(operation), cancellationToken);
        string? errorType = null;
        try
        {
            var attempt = await AttemptAsync<TCall, TReply>(operation, call, settings, deadline, isIdempotent, tried: null).ConfigureAwait(false);
            if (attempt.Error is not null && settings.RetryElsewhere && MayRepeat(attempt.Resend, isIdempotent))
            {
                attempt = await RepeatAsync<TCall, TReply>(operation, call, settings, deadline, isIdempotent, attempt).ConfigureAwait(false);
            }

            return attempt.Error is null ? attempt.Reply! : throw attempt.Error;
        }
        catch (Exception exception)
        {
            errorType = exception is RemoteCallException error ? error.ErrorType : exception.GetType().Name;
            throw;
        }
        finally
        {
            _metrics.Called(operation.Name, deadline.Elapsed, errorType);
            _deadlines.End(deadline, isUnheld: errorType is null);
        }
    }

    private async ValueTask<Attempt<TReply>> RepeatAsync<TCall, TReply>(
        BalancedOperation operation, TCall call, ClientSettings settings, CallDeadline deadline, bool isIdempotent, Attempt<TReply> first)
        where TCall : struct, IHttpCall
    {
        if (!HasOther(first.Endpoint!))
        {
            return first;
        }

        _metrics.Retried(operation.Name);
        Log.Retrying(_logger, _contract.Name, operation.Name, first.Endpoint!.Address, first.Error!.Message);
        var second = await AttemptAsync<TCall, TReply>(operation, call, settings, deadline, isIdempotent, first.Endpoint).ConfigureAwait(false);
        if (second.Endpoint is null)
        {
            return first;
        }

        second.Error?.CountAttempts(2);
        return second;
    }

    private static bool MayRepeat(Resend resend, bool isIdempotent) =>
        resend == Resend.Always || (resend == Resend.IfIdempotent && isIdempotent);

    private bool HasOther(Endpoint tried)
    {
        foreach (var endpoint in Balancer.Rotation.Current.InRotation)
        {
            if (endpoint != tried)
            {
                return true;
            }
        }

        return false;
    }

    private static partial class Log
    {
        [LoggerMessage(21, LogLevel.Debug, "{Contract}.{Operation} failed at '{Endpoint}' and is sent again elsewhere: {Reason}")]
        public static partial void Retrying(ILogger logger, string contract, string operation, Uri endpoint, string reason);
    }
}
