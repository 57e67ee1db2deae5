namespace Resile.Recovery.Generations;

/// <summary>A clock that a call can read for the price of a field: a timer moves it, a tenth of a second at a time.</summary>
/// <remarks>
/// Reading the system's clock costs ten times what the rest of a supervised call does, and hangs are counted in seconds. A timer that comes late
/// says that the process stood still, not that its calls did: of such a pause, one second counts, or less where something else proves that it stood still.
/// </remarks>
internal sealed class CoarseClock(TimeProvider time)
{
    /// <summary>How often the clock moves.</summary>
    public static readonly TimeSpan Resolution = TimeSpan.FromMilliseconds(100);

    /// <summary>How much of a pause counts at most. Not less: a component that hangs and keeps all threads busy makes the timer late itself, and has to be found.</summary>
    public static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(1);

    private long _last = time.GetTimestamp();
    private TimeSpan _counted;
    private long _now = 1;

    /// <summary>Gets the milliseconds that were counted, and never 0: an empty slot says 0.</summary>
    public long Now => Volatile.Read(ref _now);

    /// <summary>Moves the clock towards the present. Not thread-safe: one timer moves it.</summary>
    /// <param name="longestStep">How much counts at most of the time that has passed.</param>
    public void Advance(TimeSpan longestStep)
    {
        var now = time.GetTimestamp();
        var step = time.GetElapsedTime(_last, now);
        _last = now;
        _counted += step < longestStep ? step : longestStep;
        Volatile.Write(ref _now, 1 + (long)_counted.TotalMilliseconds);
    }
}
