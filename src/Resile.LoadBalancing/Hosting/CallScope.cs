using System.ComponentModel;

namespace Resile.LoadBalancing.Hosting;

/// <summary>
/// The call that a server is carrying out, as the clients see it that it uses: their calls end before its caller stops waiting, and if it was sent
/// again, they are not sent again in their turn.
/// </summary>
/// <remarks>
/// It follows the work through awaits and tasks, and ends with the call: what goes on after the answer is bound by nothing. Not retrying what is a
/// retry already ("chain stop", as in CloudWeGo's Kitex) keeps the attempts of a chain of services from multiplying. Safe for threads.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class CallScope : IDisposable
{
    private static readonly AsyncLocal<CallScope?> Ambient = new();

    private readonly TimeProvider _timeProvider;
    private readonly long _startedAt;
    private readonly TimeSpan? _time;
    private readonly CancellationTokenSource? _source;
    private readonly CancellationTokenRegistration _registration;
    private volatile bool _hasEnded;
    private volatile bool _isLifted;

    /// <summary>Begins with a call that has just arrived.</summary>
    /// <param name="time">The time that its caller still waits; null where it does not say.</param>
    /// <param name="retries">How often the call, or one that led to it, was sent again.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">Is cancelled when the caller has gone.</param>
    public CallScope(TimeSpan? time, int retries, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        _timeProvider = timeProvider;
        _startedAt = timeProvider.GetTimestamp();
        _time = time;
        Retries = retries;
        Token = cancellationToken;
        if (time is { } limit)
        {
            _source = new CancellationTokenSource(limit, timeProvider);
            _registration = cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _source);
            Token = _source.Token;
        }
    }

    /// <summary>Begins with a call that has just arrived, and whose time somebody else watches, who calls <see cref="Cancel"/>.</summary>
    internal CallScope(TimeSpan time, int retries, TimeProvider timeProvider, long startedAt)
    {
        _timeProvider = timeProvider;
        _startedAt = startedAt;
        _time = time;
        Retries = retries;
        _source = new CancellationTokenSource();
        Token = _source.Token;
    }

    /// <summary>Gets the call on whose behalf this code runs; null where there is none, or it has ended.</summary>
    public static CallScope? Current => Ambient.Value is { _hasEnded: false } scope ? scope : null;

    /// <summary>Gets the token that is cancelled when the caller has gone or its time is over.</summary>
    public CancellationToken Token { get; }

    /// <summary>Gets how often the call, or one that led to it, was sent again.</summary>
    public int Retries { get; }

    /// <summary>Gets the time that the caller still waits: zero where it is over, null where the caller does not say or the answer has begun.</summary>
    public TimeSpan? Remaining => _time is { } time && !_isLifted
        ? TimeSpan.FromTicks(Math.Max(0, (time - _timeProvider.GetElapsedTime(_startedAt)).Ticks))
        : null;

    /// <summary>Gets the time stamp at which the caller stops waiting; the largest number where that is never.</summary>
    internal long DueAt => _time is { } time && !_isLifted ? _startedAt + (long)(time.TotalSeconds * _timeProvider.TimestampFrequency) : long.MaxValue;

    /// <summary>Takes the limit away: a stream has begun, and its caller waits for as long as something comes.</summary>
    public void LiftDeadline()
    {
        _isLifted = true;
        _source?.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _hasEnded = true;
        _registration.Dispose();
        _source?.Dispose();
    }

    /// <summary>Ends the work, because the caller has gone.</summary>
    internal void Cancel() => _source?.Cancel();

    /// <summary>Makes it the current one for the asynchronous method that calls this, and for what that calls.</summary>
    internal void Enter() => Ambient.Value = this;
}
