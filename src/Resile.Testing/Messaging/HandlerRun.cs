namespace Resile.Testing.Messaging;

/// <summary>A call of a handler that has not ended. It may wait for virtual time if it has set a timer; if not, it works.</summary>
internal sealed class HandlerRun
{
    private static readonly AsyncLocal<HandlerRun?> Flow = new();

    private int _timers;

    /// <summary>Gets the call that the calling code belongs to.</summary>
    public static HandlerRun? Current => Flow.Value;

    /// <summary>Gets whether a timer is set that has not fired.</summary>
    public bool HasTimer => Volatile.Read(ref _timers) > 0;

    /// <summary>Says that the calling code, and what it calls, belongs to this call.</summary>
    public void Enter() => Flow.Value = this;

    public void TimerSet() => Interlocked.Increment(ref _timers);

    public void TimerDone() => Interlocked.Decrement(ref _timers);
}
