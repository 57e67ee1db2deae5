namespace Resile.LoadBalancing.Calls;

/// <summary>A call with its arguments, as one transport sends it.</summary>
/// <typeparam name="TReply">The type of the reply.</typeparam>
internal interface ITransportCall<TReply>
{
    /// <summary>Makes one attempt: writes the request, takes an endpoint from the runner, sends, and gives the endpoint back.</summary>
    /// <param name="context">The call that it belongs to.</param>
    /// <returns>How it ended. Only what is no failure of the call's way, as a cancellation or an argument that cannot be sent, is thrown.</returns>
    ValueTask<Attempt<TReply>> AttemptAsync(CallContext context);
}
