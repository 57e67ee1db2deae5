using System.Numerics;
using Resile.Recovery.Calls;
using Resile.Recovery.Generations;

namespace Resile.Recovery.Limits;

/// <summary>Lets as many calls run at once on a generation as its policy says. Thread-safe.</summary>
/// <remarks>
/// A call costs it two interlocked operations and mostly no clock read: of the calls of a tenth of a second, about sixteen are measured, or all where there
/// are fewer than twice as many, by the clock's full resolution. That is enough to tell a mean, and what is read so seldom costs nothing.
/// </remarks>
internal sealed class ConcurrencyGate(LimitPolicy policy, CallQueue? queue, TimeProvider time)
{
    private const int MeasuredEachTime = 16;
    private const uint LongestStride = 1_024;
    private const uint Never = uint.MaxValue;

    private readonly Lock _measuring = new();

    // How many entered since the beginning, and in the lower half, how many of them run.
    private long _calls;
    private int _limit = policy.Least;
    private int _mostInFlight;
    private int _failed;
    private int _measured;
    private TimeSpan _sum;
    // Every call is measured whose number has none of these bits.
    private uint _unmeasured = policy.Measures ? 0 : Never;
    private uint _enteredBefore;

    /// <summary>Gets how many calls may run at once.</summary>
    public int Limit => Volatile.Read(ref _limit);

    /// <summary>Gets how many calls run.</summary>
    public int InFlight => Running(Volatile.Read(ref _calls));

    /// <summary>Enters a call, if there is room.</summary>
    /// <param name="began">When it began; 0 if it is not measured.</param>
    public bool TryEnter(out long began)
    {
        began = 0;
        var calls = Volatile.Read(ref _calls);
        while (Running(calls) < Limit)
        {
            var more = calls + (1L << 32) + 1;
            var before = Interlocked.CompareExchange(ref _calls, more, calls);
            if (before == calls)
            {
                // Looked at first, and not exact where two write at once: a hint of how busy the component is.
                if (Running(more) > _mostInFlight)
                {
                    _mostInFlight = Running(more);
                }

                began = (Entered(more) & _unmeasured) == 0 ? time.GetTimestamp() : 0;
                return true;
            }

            calls = before;
        }

        return false;
    }

    /// <summary>Gives the place of a call that has ended to one that waits.</summary>
    public void Leave(long began, CallEnd end)
    {
        if (began != 0)
        {
            Measure(time.GetElapsedTime(began), end);
        }

        var limit = Limit;
        if (end == CallEnd.Failed)
        {
            if (Interlocked.Increment(ref _failed) == 1)
            {
                Move(limit, policy.AfterFailure(limit));
            }
        }
        else if (end == CallEnd.Succeeded && policy.GrowsByCall && limit < policy.Most)
        {
            Move(limit, limit + 1);
        }

        // A full fence: either this sees the call that waits, or whoever lets it wait sees the room that there is now.
        Interlocked.Decrement(ref _calls);
        if (queue is { IsEmpty: false })
        {
            queue.Release();
        }
    }

    /// <summary>Looks at what was seen, and moves the limit. Called at each step of the coarse clock, by one thread at a time.</summary>
    public void Look()
    {
        LimitWindow window;
        lock (_measuring)
        {
            window = new LimitWindow(_measured, _sum, Volatile.Read(ref _failed), _mostInFlight);
        }

        var limit = Limit;
        if (policy.Next(limit, window) is { } next)
        {
            Move(limit, next);
            Begin(window);
        }

        if (policy.Measures)
        {
            var entered = Entered(Volatile.Read(ref _calls));
            var each = unchecked(entered - _enteredBefore) / MeasuredEachTime;
            _unmeasured = each == 0 ? 0 : Math.Min(1u << BitOperations.Log2(each), LongestStride) - 1;
            _enteredBefore = entered;
        }
    }

    private static int Running(long calls) => (int)calls;

    private static uint Entered(long calls) => (uint)(calls >> 32);

    // Of two that move it at once, one does.
    private void Move(int limit, int next) => Interlocked.CompareExchange(ref _limit, next, limit);

    private void Begin(LimitWindow before)
    {
        lock (_measuring)
        {
            _measured -= before.Measured;
            _sum -= before.Sum;
        }

        Interlocked.Add(ref _failed, -before.Failed);
        _mostInFlight = InFlight;
    }

    // What fails, fails fast or slowly for reasons of its own. A call whose caller lost patience would have taken longer than it did, so it says something
    // only if that was long: where all callers lose patience, nothing else says that the component is too busy.
    private void Measure(TimeSpan took, CallEnd end)
    {
        if (end == CallEnd.Succeeded || (end == CallEnd.Cancelled && policy.Usual is var usual && took > usual && usual > TimeSpan.Zero))
        {
            lock (_measuring)
            {
                _measured++;
                _sum += took;
            }
        }
    }
}
