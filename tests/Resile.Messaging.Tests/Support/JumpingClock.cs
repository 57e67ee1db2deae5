namespace Resile.Messaging.Tests.Support;

/// <summary>The system's clock, which the test sets back; what has elapsed goes on as ever.</summary>
internal sealed class JumpingClock : TimeProvider
{
    private long _ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref _ahead));

    public void Jump(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);
}
