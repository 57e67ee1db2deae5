using Resile.LoadBalancing.Calls;
using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Policies;

namespace Resile.LoadBalancing;

/// <summary>The client of an endpoint that was picked for one call.</summary>
/// <typeparam name="TClient">The type of the client.</typeparam>
/// <remarks>Its endpoint counts as busy until it is disposed. If nobody said how the call ended by then, that says nothing of the endpoint.</remarks>
public sealed class EndpointLease<TClient> : IDisposable
    where TClient : class
{
    private readonly CallRunner _runner;
    private readonly BalancedOperation _operation;
    private readonly Lease _lease;
    private int _isEnded;

    internal EndpointLease(CallRunner runner, BalancedOperation operation, Lease lease)
    {
        _runner = runner;
        _operation = operation;
        _lease = lease;
        Client = ((ClientTransport<TClient>)lease.Endpoint!.Transport!).Client;
    }

    /// <summary>Gets the client. It belongs to the endpoint: do not dispose it.</summary>
    public TClient Client { get; }

    /// <summary>Gets the endpoint.</summary>
    public Endpoint Endpoint => _lease.Endpoint!;

    /// <summary>Says that the call succeeded; the time since the lease was acquired is its latency.</summary>
    public void Succeeded() => End(CallResult.Answered, null);

    /// <summary>Says that the call failed.</summary>
    /// <param name="exception">
    /// What it threw: an <see cref="OperationCanceledException"/> and an <see cref="ArgumentException"/> say nothing of the endpoint, anything else counts against it.
    /// </param>
    public void Failed(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        End(ClientTransport.ResultOf(exception), exception);
    }

    /// <inheritdoc/>
    public void Dispose() => End(CallResult.Cancelled, null);

    private void End(CallResult result, Exception? exception)
    {
        if (Interlocked.Exchange(ref _isEnded, 1) == 0)
        {
            _runner.End(_operation, _lease, result, exception?.GetType().Name);
        }
    }
}
