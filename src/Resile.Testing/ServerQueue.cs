using Resile.LoadBalancing.Policies;

namespace Resile.Testing;

/// <summary>A server at work.</summary>
internal sealed class ServerQueue
{
    private readonly SimulatedServer _server;
    private readonly VirtualTime _time;
    private readonly RandomSource _random;
    private readonly Queue<SimulatedCall> _waiting = new();
    private readonly double _logarithmOfMedian;
    private int _idleSlots;

    public ServerQueue(SimulatedServer server, VirtualTime time, ulong seed)
    {
        _server = server;
        _time = time;
        _random = new RandomSource(seed);
        _idleSlots = server.Slots;

        // The mean of a lognormal lies above its median by half of its variance.
        _logarithmOfMedian = Math.Log(server.MeanTime.Ticks) - (server.Spread * server.Spread / 2);
    }

    /// <summary>Gets the number of calls that the report is to speak of.</summary>
    public int Calls { get; private set; }

    /// <summary>Gets how many calls are there, worked on or waiting.</summary>
    public int InFlight => _server.Slots - _idleSlots + _waiting.Count;

    /// <summary>Gets the longest that the queue has been.</summary>
    public int MostWaiting { get; private set; }

    /// <summary>Takes a call in.</summary>
    /// <param name="call">The call.</param>
    /// <param name="isReported">Whether the report is to speak of it.</param>
    public void Take(SimulatedCall call, bool isReported)
    {
        Calls += isReported ? 1 : 0;
        if (_idleSlots > 0)
        {
            _idleSlots--;
            Begin(call);
            return;
        }

        _waiting.Enqueue(call);
        MostWaiting = Math.Max(MostWaiting, _waiting.Count);
    }

    private void Begin(SimulatedCall call)
    {
        call.IsFailing = _random.NextDouble() < _server.FailureShare;
        var work = call.IsFailing ? _server.FailureTime.Ticks : (long)Math.Exp(_logarithmOfMedian + (_server.Spread * Normal()));
        if (_server.StragglerShare > 0 && _random.NextDouble() < _server.StragglerShare)
        {
            work += _server.StragglerTime.Ticks;
        }

        _time.Plan(Finish(_time.GetTimestamp(), Math.Max(1, work)), () => End(call));
    }

    // The next one begins before anybody hears of the end of this one, and perhaps sends another.
    private void End(SimulatedCall call)
    {
        if (_waiting.TryDequeue(out var next))
        {
            Begin(next);
        }
        else
        {
            _idleSlots++;
        }

        call.Answer();
    }

    // Work stands still during a freeze, and goes on where it was.
    private long Finish(long now, long work)
    {
        foreach (var freeze in _server.Freezes)
        {
            var (start, end) = (freeze.Start.Ticks, (freeze.Start + freeze.Duration).Ticks);
            if (end <= now)
            {
                continue;
            }

            if (now + work <= start)
            {
                break;
            }

            work -= Math.Max(0, start - now);
            now = end;
        }

        return now + work;
    }

    // Box and Muller, "A note on the generation of random normal deviates", 1958.
    private double Normal() =>
        Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
