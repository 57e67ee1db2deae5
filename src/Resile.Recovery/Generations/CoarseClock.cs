namespace Resile.Recovery.Generations;

/// <summary>A clock that a call can read for the price of a field: a timer moves it, a tenth of a second at a time.</summary>
/// <remarks>Reading the system's clock costs ten times what the rest of a supervised call does, and hangs are counted in seconds.</remarks>
internal sealed class CoarseClock(TimeProvider time)
{
    /// <summary>How often the clock moves.</summary>
    public static readonly TimeSpan Resolution = TimeSpan.FromMilliseconds(100);

    private readonly long _origin = time.GetTimestamp();
    private long _now = 1;

    /// <summary>Gets the milliseconds since the clock was made, and never 0: an empty slot says 0.</summary>
    public long Now => Volatile.Read(ref _now);

    /// <summary>Moves the clock to the present.</summary>
    public void Advance() => Volatile.Write(ref _now, 1 + (long)time.GetElapsedTime(_origin).TotalMilliseconds);
}
