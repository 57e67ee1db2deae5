namespace Resile.LoadBalancing.Calls;

/// <summary>The time that one call has, and its caller's token: whichever ends first cancels <see cref="Token"/>.</summary>
/// <remarks>Used by one call at a time; a <see cref="CallDeadlinePool"/> lends it out again once nobody holds its token or its context.</remarks>
internal sealed class CallDeadline : IDisposable
{
    private readonly TimeProvider _timeProvider;
    private readonly CancellationTokenSource _source;
    private CancellationTokenRegistration _registration;

    private CallDeadline(TimeProvider timeProvider, CancellationTokenSource source)
    {
        _timeProvider = timeProvider;
        _source = source;
        Context = new(this);
    }

    /// <summary>Gets what the first attempt of the call knows of it.</summary>
    public CallContext Context { get; }

    /// <summary>Gets the token that ends everything that is done for the call.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Gets the caller's own token.</summary>
    public CancellationToken CallerToken { get; private set; }

    /// <summary>Gets the time that the call has in all.</summary>
    public TimeSpan Duration { get; private set; }

    /// <summary>Gets the time stamp at which the call began.</summary>
    public long StartedAt { get; private set; }

    /// <summary>Gets whether the time is up, rather than that the caller gave up.</summary>
    public bool HasPassed => _source.IsCancellationRequested && !CallerToken.IsCancellationRequested;

    /// <summary>Gets the time that is left; less than zero where it is up.</summary>
    public TimeSpan Remaining => Duration - Elapsed;

    /// <summary>Gets the time that has gone by.</summary>
    public TimeSpan Elapsed => _timeProvider.GetElapsedTime(StartedAt);

    /// <summary>Makes a deadline on a clock whose timers cannot be set again.</summary>
    public static CallDeadline Create(TimeProvider timeProvider, TimeSpan duration, CancellationToken cancellationToken)
    {
        var deadline = new CallDeadline(timeProvider, new CancellationTokenSource(duration, timeProvider));
        deadline.Begin(duration, cancellationToken);
        return deadline;
    }

    /// <summary>Makes a deadline that can be used again, by <see cref="Restart"/>.</summary>
    public static CallDeadline CreateReusable() => new(TimeProvider.System, new CancellationTokenSource());

    /// <summary>Begins a call.</summary>
    public void Restart(TimeSpan duration, CancellationToken cancellationToken)
    {
        _source.CancelAfter(duration);
        Begin(duration, cancellationToken);
    }

    /// <summary>Sets the time that is left anew, once the reply of a call has begun; infinite while nothing is waited for.</summary>
    public void Limit(TimeSpan time) => _source.CancelAfter(time);

    /// <summary>Ends a call.</summary>
    /// <returns>True where the deadline can be used again: it was never cancelled, and now never will be for this call.</returns>
    public bool TryReset()
    {
        // Waits for a cancellation by the caller that is running, so that it cannot hit the next call.
        _registration.Dispose();
        _registration = default;
        CallerToken = default;
        return _source.TryReset();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _registration.Dispose();
        _source.Dispose();
    }

    private void Begin(TimeSpan duration, CancellationToken cancellationToken)
    {
        Duration = duration;
        CallerToken = cancellationToken;
        StartedAt = _timeProvider.GetTimestamp();
        _registration = cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _source);
    }
}
