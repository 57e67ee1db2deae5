using System.Runtime.ExceptionServices;
using Resile.LoadBalancing.Calls;

namespace Resile.LoadBalancing;

/// <summary>Balances calls over clients of any type, one for each endpoint of a service: connections to the replicas of a database, say.</summary>
/// <typeparam name="TClient">The type of a client; it is used by many calls at once, and so must be safe for threads.</typeparam>
/// <remarks>
/// Added by <see cref="ClientsBuilder.AddPerEndpoint{TClient}"/>. A client is made when its endpoint appears, and disposed when the endpoint has gone and its last call has ended.
/// Policies, health and options are those of generated clients. Safe for threads.
/// </remarks>
public sealed class PerEndpoint<TClient>
    where TClient : class
{
    private readonly CallRunner _runner;
    private readonly BalancedOperation _operation;

    internal PerEndpoint(CallRunner runner, BalancedOperation operation)
    {
        _runner = runner;
        _operation = operation;
    }

    /// <summary>Picks an endpoint for one call; whoever gets it says how the call ended, and disposes it.</summary>
    /// <param name="key">The key by which hashing policies pick; null for none.</param>
    /// <param name="cancellationToken">Ends the waiting for the first endpoints.</param>
    /// <exception cref="NoEndpointException">There is nobody to call.</exception>
    public async ValueTask<EndpointLease<TClient>> AcquireAsync(string? key = null, CancellationToken cancellationToken = default) =>
        new(_runner, _operation, await _runner.LeaseAsync(_operation, key is null ? null : HashKeys.Of(key), cancellationToken).ConfigureAwait(false));

    /// <summary>Makes a call on the client of an endpoint, and on another one's where it fails and may be repeated.</summary>
    /// <param name="call">The call; its token is cancelled with the caller's, and when the deadline has passed.</param>
    /// <param name="isIdempotent">Whether it may be carried out twice. If not, it is made once.</param>
    /// <param name="key">The key by which hashing policies pick; null for none.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <returns>The result.</returns>
    /// <exception cref="NoEndpointException">There is nobody to call.</exception>
    /// <exception cref="DeadlineExceededException">The deadline of the options has passed.</exception>
    /// <remarks>What the call throws counts against its endpoint and is thrown by this; an <see cref="ArgumentException"/> counts against nobody.</remarks>
    public async Task<TResult> RunAsync<TResult>(
        Func<TClient, CancellationToken, Task<TResult>> call, bool isIdempotent = false, string? key = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        try
        {
            return await _runner.RunAsync<ClientCall<TClient, TResult>, TResult>(
                _operation, new(_runner, call, key is null ? null : HashKeys.Of(key)), isIdempotent, isHedged: false, cancellationToken).ConfigureAwait(false);
        }
        catch (EndpointUnreachableException exception)
        {
            // The caller knows the exceptions of its own client.
            ExceptionDispatchInfo.Throw(exception.InnerException!);
            throw;
        }
    }
}
