using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Resile.LoadBalancing.Policies;
using Resile.LoadBalancing.Telemetry;

namespace Resile.LoadBalancing.Calls;

internal sealed partial class CallRunner
{
    /// <summary>Gets the name of the contract.</summary>
    public string ContractName => contract.Name;

    /// <summary>Runs a call whose reply comes item by item. It begins with the enumeration, and each enumeration is a call of its own.</summary>
    /// <remarks>
    /// Until the first item has come, all is as for any other call: it has a deadline and may be sent again. From then on it stays where it is: what the caller
    /// has seen cannot be taken back. Its time, as the instruments show it, is the time until the first item.
    /// </remarks>
    /// <exception cref="RemoteCallException">The call failed, or the stream broke off.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled it.</exception>
    public async IAsyncEnumerable<TItem> StreamAsync<TCall, TItem>(
        BalancedOperation operation, TCall call, bool isIdempotent, [EnumeratorCancellation] CancellationToken cancellationToken)
        where TCall : struct, ITransportCall<OpenStream<TItem>>
    {
        cancellationToken.ThrowIfCancellationRequested();
        var context = Begin(operation, Settings, isIdempotent, cancellationToken);
        Budget.Deposit(context.Deadline.StartedAt);
        var (items, lease, hasItem) = await OpenAsync<TCall, OpenStream<TItem>>(call, context).ConfigureAwait(false);
        var elapsed = context.Deadline.Elapsed;
        var end = new StreamStep(hasItem, null, CallResult.Answered);
        try
        {
            for (var count = 1L; end.HasItem; count++)
            {
                yield return items.Current;
                end = await NextAsync(items, context, count).ConfigureAwait(false);
            }

            if (end.Error is not null)
            {
                ExceptionDispatchInfo.Throw(end.Error);
            }
        }
        finally
        {
            await items.DisposeAsync().ConfigureAwait(false);
            lease.Balancer.End(lease, end.Result);
            metrics.Called(operation.Name, elapsed, end.Error is null ? null : ErrorTypeOf(end.Error));

            // Of a stream that its caller leaves early, something may still hold the token.
            _deadlines.End(context.Deadline, isUnheld: end is { HasItem: false, Error: null });
        }
    }

    /// <summary>Runs a call whose reply is read as a stream; it ends when that is disposed of.</summary>
    /// <remarks>Until its headers have come, all is as for any other call; its time, as the instruments show it, is the time until then.</remarks>
    /// <exception cref="RemoteCallException">The call failed; reading the stream throws one if that breaks off.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled it.</exception>
    public async ValueTask<Stream> OpenBodyAsync<TCall>(BalancedOperation operation, TCall call, bool isIdempotent, CancellationToken cancellationToken)
        where TCall : struct, ITransportCall<OpenBody>
    {
        cancellationToken.ThrowIfCancellationRequested();
        var context = Begin(operation, Settings, isIdempotent, cancellationToken);
        Budget.Deposit(context.Deadline.StartedAt);
        var open = await OpenAsync<TCall, OpenBody>(call, context).ConfigureAwait(false);
        var elapsed = context.Deadline.Elapsed;
        return new ReplyStream(open, context, (result, error, isWhole) =>
        {
            open.Lease.Balancer.End(open.Lease, result);
            metrics.Called(operation.Name, elapsed, error is null ? null : ErrorTypeOf(error));
            _deadlines.End(context.Deadline, isUnheld: isWhole && error is null);
        });
    }

    private async ValueTask<TOpen> OpenAsync<TCall, TOpen>(TCall call, CallContext context)
        where TCall : struct, ITransportCall<TOpen>
    {
        using var activity = CallActivity.Start(contract.Name, context.Operation);
        try
        {
            var attempt = await call.AttemptAsync(context).ConfigureAwait(false);
            if (attempt.Error is not null && attempt.Resend != Resend.Never)
            {
                attempt = await RepeatAsync(call, context, attempt).ConfigureAwait(false);
            }

            CallActivity.End(activity, attempt.Endpoint, attempt.Error);
            if (attempt.Error is not null)
            {
                throw attempt.Error;
            }

            context.Deadline.Limit(Timeout.InfiniteTimeSpan);
            return attempt.Reply!;
        }
        catch (Exception exception)
        {
            CallActivity.Fail(activity, ErrorTypeOf(exception));
            metrics.Called(context.Operation.Name, context.Deadline, ErrorTypeOf(exception));
            _deadlines.End(context.Deadline, isUnheld: false);
            throw;
        }
    }

    private async ValueTask<StreamStep> NextAsync<TItem>(ItemSource<TItem> items, CallContext context, long count)
    {
        try
        {
            context.Deadline.CallerToken.ThrowIfCancellationRequested();
            if (!await items.MoveNextAsync().ConfigureAwait(false))
            {
                return new(false, null, CallResult.Answered);
            }

            return count < (context.Settings.Streams.MaxItems ?? long.MaxValue)
                ? new(true, null, CallResult.Answered)
                : new(false, TooMany(context), CallResult.Answered);
        }
        catch (Exception exception) when (context.Deadline.CallerToken.IsCancellationRequested)
        {
            return new(false, Cancelled(context, exception), CallResult.Cancelled);
        }
        catch (Exception exception) when (items.Explain(exception) is { } fault)
        {
            return new(false, fault.Error, fault.Result);
        }
    }

    private UnreadableReplyException TooMany(CallContext context) => new(Facts(context, null), HttpStatusCode.OK, string.Create(
        CultureInfo.InvariantCulture, $"it has more than {context.Settings.Streams.MaxItems} items (Resile:Clients:{contract.Name}:Streams:MaxItems)"));

    private static string ErrorTypeOf(Exception exception) => exception is RemoteCallException error ? error.ErrorType : exception.GetType().Name;

    /// <summary>What came after an item: another one, an error, or the end.</summary>
    private readonly record struct StreamStep(bool HasItem, Exception? Error, CallResult Result);
}
