namespace Resile.LoadBalancing.Calls;

/// <summary>What an attempt knows of the call that it belongs to.</summary>
/// <remarks>
/// One object for each call, lent out again with its <see cref="CallDeadline"/>, so that all that passes it on copies a reference; an attempt that differs has
/// an object of its own. Nothing but <see cref="Begin"/> and a wait before the first attempt changes it.
/// </remarks>
internal sealed class CallContext(CallDeadline deadline)
{
    /// <summary>Gets the operation.</summary>
    public BalancedOperation Operation { get; private set; } = null!;

    /// <summary>Gets the settings that were in force when the call began.</summary>
    public ClientSettings Settings { get; private set; } = null!;

    /// <summary>Gets the time that the call has, and its caller's token.</summary>
    public CallDeadline Deadline { get; } = deadline;

    /// <summary>Gets whether the operation may be carried out twice.</summary>
    public bool IsIdempotent { get; private set; }

    /// <summary>Gets how often the call on whose behalf it is made was sent again, if there is one.</summary>
    public int Retries { get; private set; }

    /// <summary>Gets how many attempts came before.</summary>
    public int Attempts { get; private init; }

    /// <summary>Gets the endpoints that this attempt keeps away from.</summary>
    public TriedEndpoints? Tried { get; private init; }

    /// <summary>Gets what tells the attempt apart from one that runs at the same time; null where none does.</summary>
    public CallLeg? Leg { get; private init; }

    /// <summary>Gets or sets whether the call has waited for something since it began, its endpoints or a token: then the time of its beginning is not that of its first attempt.</summary>
    public bool HasWaited { get; set; }

    /// <summary>Gets the token that ends the attempt.</summary>
    public CancellationToken Token => Leg?.Token ?? Deadline.Token;

    /// <summary>Gets how many attempts the call may make: what is done for a retry is not retried.</summary>
    public int MostAttempts => Retries > 0 ? 1 : Settings.Retry.MaxAttempts;

    /// <summary>Gets whether the call has less time than its own deadline, because it is made on behalf of another.</summary>
    public bool IsTimeInherited => Deadline.Duration < Settings.DeadlineOf(Operation);

    /// <summary>Gets whether next to no time has gone by since the call began, so that no clock need be read.</summary>
    public bool IsFresh => Attempts == 0 && !HasWaited;

    /// <summary>Gets the time that is left of the call.</summary>
    public TimeSpan Remaining => IsFresh ? Deadline.Duration : Deadline.Remaining;

    /// <summary>Begins another call.</summary>
    public void Begin(BalancedOperation operation, ClientSettings settings, bool isIdempotent, int retries)
    {
        Operation = operation;
        Settings = settings;
        IsIdempotent = isIdempotent;
        Retries = retries;
        HasWaited = false;
    }

    /// <summary>Makes that of a later attempt.</summary>
    /// <param name="attempts">How many came before.</param>
    /// <param name="tried">The endpoints that it keeps away from.</param>
    public CallContext Repeated(int attempts, TriedEndpoints? tried) => Copy(attempts, tried, Leg);

    /// <summary>Makes that of an attempt that runs beside others.</summary>
    public CallContext On(CallLeg leg) => Copy(Attempts, Tried, leg);

    private CallContext Copy(int attempts, TriedEndpoints? tried, CallLeg? leg) => new(Deadline)
    {
        Operation = Operation,
        Settings = Settings,
        IsIdempotent = IsIdempotent,
        Retries = Retries,
        Attempts = attempts,
        Tried = tried,
        Leg = leg,
        HasWaited = HasWaited,
    };
}
