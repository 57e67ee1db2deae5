using Resile.LoadBalancing.Policies;

namespace Resile.LoadBalancing.Calls;

internal sealed partial class CallRunner
{
    /// <summary>Picks an endpoint for a call that somebody else makes; it ends by <see cref="End"/>.</summary>
    /// <exception cref="NoEndpointException">There is nobody to call.</exception>
    public async ValueTask<Lease> LeaseAsync(BalancedOperation operation, ulong? key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var context = Begin(operation, Settings, isIdempotent: false, cancellationToken);
        try
        {
            await EndpointsKnownAsync(context).ConfigureAwait(false);
            var lease = Acquire(context, key);
            return lease.Endpoint is null ? throw NoEndpoint(context) : lease;
        }
        finally
        {
            _deadlines.End(context.Deadline, isUnheld: false);
        }
    }

    /// <summary>Ends a call that somebody else made.</summary>
    public void End(BalancedOperation operation, in Lease lease, CallResult result, string? errorType)
    {
        lease.Balancer.Release(lease, result);
        metrics.Called(operation.Name, timeProvider.GetElapsedTime(lease.StartedAt), errorType);
    }
}
