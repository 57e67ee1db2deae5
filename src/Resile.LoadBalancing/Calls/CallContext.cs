namespace Resile.LoadBalancing.Calls;

/// <summary>What an attempt knows of the call that it belongs to.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Settings">The settings that were in force when the call began.</param>
/// <param name="Deadline">The time that the call has, and its caller's token.</param>
/// <param name="IsIdempotent">Whether the operation may be carried out twice.</param>
/// <param name="Retries">How often the call on whose behalf it is made was sent again, if there is one.</param>
/// <param name="Attempts">How many attempts came before.</param>
/// <param name="Tried">The endpoints that this attempt keeps away from.</param>
/// <param name="Leg">What tells the attempt apart from one that runs at the same time; null where none does.</param>
internal readonly record struct CallContext(
    BalancedOperation Operation, ClientSettings Settings, CallDeadline Deadline, bool IsIdempotent, int Retries, int Attempts = 0,
    TriedEndpoints? Tried = null, CallLeg? Leg = null)
{
    /// <summary>Gets the token that ends the attempt.</summary>
    public CancellationToken Token => Leg?.Token ?? Deadline.Token;

    /// <summary>Gets how many attempts the call may make: what is done for a retry is not retried.</summary>
    public int MostAttempts => Retries > 0 ? 1 : Settings.Retry.MaxAttempts;

    /// <summary>Gets whether the call has less time than its own deadline, because it is made on behalf of another.</summary>
    public bool IsTimeInherited => Deadline.Duration < Settings.DeadlineOf(Operation);
}
