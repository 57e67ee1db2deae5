using System.ComponentModel;
using System.Net;

namespace Resile.LoadBalancing.Hosting;

/// <summary>One operation of a skeleton.</summary>
/// <param name="operation">What generated code says of it.</param>
/// <param name="invoke">Reads the arguments, calls the implementation and replies.</param>
/// <typeparam name="TContract">The contract.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class SkeletonOperation<TContract>(BalancedOperation operation, Func<TContract, OperationCall, Task> invoke)
    where TContract : class
{
    /// <summary>Gets what generated code says of it.</summary>
    public BalancedOperation Operation { get; } = operation;

    /// <summary>Carries a call out, and answers it whatever happens.</summary>
    /// <param name="implementation">Gets the implementation; called once, within the care for its exceptions.</param>
    /// <param name="call">The call.</param>
    /// <remarks>
    /// A <see cref="CallRefusedException"/> is answered with its status and detail. Of any other exception the caller learns nothing but that
    /// there was one: <see cref="OperationCall.OnFailed"/> hears of it.
    /// </remarks>
    public async Task InvokeAsync(Func<TContract> implementation, OperationCall call)
    {
        ArgumentNullException.ThrowIfNull(implementation);
        ArgumentNullException.ThrowIfNull(call);
        call.Scope?.Enter();
        try
        {
            call.CancellationToken.ThrowIfCancellationRequested();
            await invoke(implementation(), call).ConfigureAwait(false);
        }
        catch (CallRefusedException refusal)
        {
            await call.RefuseAsync(refusal.Status, refusal.Message).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (call.CancellationToken.IsCancellationRequested)
        {
            await call.RefuseAsync(HttpStatusCode.GatewayTimeout, "The time that the caller gave the call is over.").ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever the implementation throws, its caller gets an answer.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await FailAsync(call, exception).ConfigureAwait(false);
        }
    }

    private async Task FailAsync(OperationCall call, Exception exception)
    {
        var (status, detail) = call.OnFailed(Operation, exception);
        await call.RefuseAsync(status, detail).ConfigureAwait(false);
    }
}
