namespace Resile.LoadBalancing.Calls;

/// <summary>The time of one attempt, within the deadline of its call.</summary>
internal sealed class AttemptLimit : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _registration;

    public AttemptLimit(TimeSpan duration, TimeProvider timeProvider, CancellationToken deadline)
    {
        _source = new CancellationTokenSource(duration, timeProvider);
        _registration = deadline.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _source);
    }

    /// <summary>Gets the token that ends the attempt.</summary>
    public CancellationToken Token => _source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _registration.Dispose();
        _source.Dispose();
    }
}
