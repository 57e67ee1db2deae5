namespace Resile.Testing;

/// <summary>A clock that stands still until the simulation moves it. Its time stamps are ticks of 100 ns since the beginning.</summary>
internal sealed class VirtualTime : TimeProvider
{
    private long _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + TimeSpan.FromTicks(_now);

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always: a real timer would not keep to virtual time.</exception>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        throw new NotSupportedException("A policy under simulation cannot have timers: read the time stamp when it picks.");

    public void MoveTo(long now) => _now = now;
}
