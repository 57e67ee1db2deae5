using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Telemetry;

namespace Resile.LoadBalancing.Calls;

internal sealed partial class CallRunner
{
    /// <summary>Sends a call to several endpoints at once: to every one if it is a broadcast, else to all in rotation until enough have answered.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="call">The call.</param>
    /// <param name="isWhole">Whether it is a failure if an endpoint of a broadcast does not answer.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    /// <returns>What the endpoints answered, in the order in which they did.</returns>
    /// <exception cref="QuorumNotReachedException">Too few answered.</exception>
    /// <exception cref="NoEndpointException">There are no endpoints.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled it.</exception>
    public async ValueTask<Replies<TReply>> GatherAsync<TCall, TReply>(
        BalancedOperation operation, TCall call, bool isWhole, CancellationToken cancellationToken)
        where TCall : struct, ITransportCall<TReply>
    {
        cancellationToken.ThrowIfCancellationRequested();
        var context = Begin(operation, Settings, isIdempotent: false, cancellationToken);
        using var activity = CallActivity.Start(contract.Name, operation);
        var gathering = new Gathering<TReply>(context.Deadline.Token);
        string? errorType = null;
        try
        {
            await EndpointsKnownAsync(context).ConfigureAwait(false);
            var targets = TargetsOf(operation);
            gathering.Begin(Needed(operation, targets.Length), targets, leg => call.AttemptAsync(context.On(leg)));
            if (targets.Length == 0)
            {
                throw NoEndpoint(context);
            }

            await gathering.EndAsync(stopsEarly: !operation.IsBroadcast).ConfigureAwait(false);
            return gathering.HasEnough || (operation.IsBroadcast && !isWhole) ? gathering.Replies : throw gathering.Failure(contract.Name, operation.Name);
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
            _ = EndAfterAsync(gathering.CancelAsync(), context.Deadline);
        }
    }

    private Endpoint[] TargetsOf(BalancedOperation operation)
    {
        var current = Balancer.Rotation.Current;
        return (operation.IsBroadcast ? current.All : current.InRotation).ToArray();
    }

    private static int Needed(BalancedOperation operation, int targets) =>
        operation.IsBroadcast ? targets : operation.Quorum > 0 ? operation.Quorum : (targets / 2) + 1;
}
