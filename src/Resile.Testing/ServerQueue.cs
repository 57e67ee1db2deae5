using Resile.LoadBalancing.Policies;

namespace Resile.Testing;

/// <summary>A server at work.</summary>
internal sealed class ServerQueue
{
    private readonly SimulatedServer _server;
    private readonly RandomSource _random;
    private readonly Queue<SimulatedCall> _waiting = new();
    private readonly double _logarithmOfMedian;
    private int _idleSlots;

    public ServerQueue(SimulatedServer server, ulong seed)
    {
        _server = server;
        _random = new RandomSource(seed);
        _idleSlots = server.Slots;

        // The mean of a lognormal lies above its median by half of its variance.
        _logarithmOfMedian = Math.Log(server.MeanTime.Ticks) - (server.Spread * server.Spread / 2);
    }

    /// <summary>Gets or sets the number of calls that the report is to speak of.</summary>
    public int Calls { get; set; }

    /// <summary>Gets how many calls are there, worked on or waiting.</summary>
    public int InFlight => _server.Slots - _idleSlots + _waiting.Count;

    /// <summary>Gets the longest that the queue has been.</summary>
    public int MostWaiting { get; private set; }

    /// <summary>Takes a call in.</summary>
    /// <returns>When its work will be done; null where it has to wait.</returns>
    public long? Take(SimulatedCall call, long now)
    {
        if (_idleSlots > 0)
        {
            _idleSlots--;
            return Begin(call, now);
        }

        _waiting.Enqueue(call);
        MostWaiting = Math.Max(MostWaiting, _waiting.Count);
        return null;
    }

    /// <summary>Begins with the next call in the slot of one that is done.</summary>
    /// <returns>The call and when its work will be done; null where none waits.</returns>
    public (SimulatedCall Call, long DoneAt)? Next(long now)
    {
        if (_waiting.TryDequeue(out var call))
        {
            return (call, Begin(call, now));
        }

        _idleSlots++;
        return null;
    }

    private long Begin(SimulatedCall call, long now)
    {
        call.IsFailing = _random.NextDouble() < _server.FailureShare;
        var work = call.IsFailing ? _server.FailureTime.Ticks : (long)Math.Exp(_logarithmOfMedian + (_server.Spread * Normal()));
        return Finish(now, Math.Max(1, work));
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
