using Microsoft.Extensions.Options;
using Resile.Recovery.Generations;

namespace Resile.Recovery.Detection;

/// <summary>How far the process trusts its own judgement: a stalled machine must not restart healthy components.</summary>
/// <remarks>
/// The local health multiplier of Lifeguard (A. Dadgar, J. Phillips, J. Currey, "Lifeguard: local health awareness for more accurate failure detection", DSN 2018), with signs of
/// the process's own: a timer that comes late, a pool that does not run what is queued, and pauses for garbage. Work that waits goes on adding while it waits, so that limits grow
/// no slower than the stall does. One timer looks; the score may be read by all.
/// </remarks>
internal sealed class SelfDoubt
{
    private const int Highest = 7;

    private readonly SelfDoubtOptions _options;
    private readonly IStallSensor _sensor;
    private readonly TimeProvider _time;
    private long _lookedAt;
    private long _cleanSince;
    private long _pausesSince;
    private TimeSpan _pausesBefore;
    private int _countedOfItem;
    private int _score;

    /// <summary>Initializes a process that trusts itself.</summary>
    public SelfDoubt(IOptions<SelfDoubtOptions> options, IStallSensor sensor, TimeProvider time)
    {
        (_options, _sensor, _time) = (options.Value, sensor, time);
        _lookedAt = _cleanSince = _pausesSince = time.GetTimestamp();
    }

    /// <summary>Gets the score: 0 where the process trusts itself, 7 at most.</summary>
    public int Score => Volatile.Read(ref _score);

    /// <summary>Gets how many times as long a limit is as configured.</summary>
    public int Factor => 1 + Score;

    /// <summary>Looks at the machine.</summary>
    /// <returns>What changed, and how much of the time that has passed since the last look may count as the time of calls.</returns>
    public DoubtChange Look()
    {
        if (!_options.IsEnabled)
        {
            return new DoubtChange(0, 0, "", CoarseClock.LongestStep);
        }

        var now = _time.GetTimestamp();
        var step = _time.GetElapsedTime(_lookedAt, now);
        var signs = _sensor.Look();
        _lookedAt = now;
        var late = step - CoarseClock.Resolution;
        var isLate = late > _options.StallAfter;
        var queued = CountQueued(signs);
        var paused = CountPauses(now, signs.Paused);

        // Where the pool worked until the timer stopped, the whole process stood still, and its calls with it. Where it did not, a component may be what keeps it busy.
        var longest = isLate && signs.HasRun && signs.Queued <= _options.StallAfter ? CoarseClock.Resolution : CoarseClock.LongestStep;
        var before = _score;
        var rise = (isLate ? 1 : 0) + queued + (paused > TimeSpan.Zero ? 1 : 0);
        if (rise > 0)
        {
            Volatile.Write(ref _score, Math.Min(before + rise, Highest));
            _cleanSince = now;
            var why = queued > 0 ? $"work waits for a thread of the pool for {signs.Queued}"
                : isLate ? $"a timer came {late} late" : $"the collection of garbage paused the process for {paused} within {_options.CleanInterval}";
            return new DoubtChange(before, _score, why, longest);
        }

        if (before > 0 && _time.GetElapsedTime(_cleanSince, now) >= _options.CleanInterval)
        {
            Volatile.Write(ref _score, before - 1);
            _cleanSince = now;
        }

        return new DoubtChange(before, _score, "", longest);
    }

    // One for each time that the item has waited as long as is a sign.
    private int CountQueued(StallSigns signs)
    {
        var all = (int)Math.Min(signs.Queued / _options.StallAfter, int.MaxValue);
        var rise = all - _countedOfItem;
        _countedOfItem = signs.HasRun ? 0 : all;
        return Math.Max(rise, 0);
    }

    // What is counted once begins a new interval, so that it is not counted again.
    private TimeSpan CountPauses(long now, TimeSpan all)
    {
        var paused = all - _pausesBefore;
        var isSign = paused > _options.StallAfter;
        if (isSign || _time.GetElapsedTime(_pausesSince, now) >= _options.CleanInterval)
        {
            (_pausesBefore, _pausesSince) = (all, now);
        }

        return isSign ? paused : TimeSpan.Zero;
    }
}
