using Microsoft.Extensions.Time.Testing;
using Resile.Recovery.Generations;
using Resile.Recovery.Limits;

namespace Resile.Recovery.Tests.Limits;

/// <summary>A component that works at so many calls at once and lets the others wait within, behind a gate, under virtual time.</summary>
internal sealed class SimulatedComponent(LimitPolicy policy, int seed)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly FakeTimeProvider _time = new();
    private readonly Random _random = new(seed);
    private readonly PriorityQueue<long, DateTimeOffset> _ends = new();
    private readonly Queue<long> _within = new();
    private ConcurrencyGate? _gate;
    private DateTimeOffset _nextLook;

    /// <summary>Gets or sets at how many calls it works at once.</summary>
    public int Parallelism { get; set; } = 50;

    /// <summary>Gets or sets how many calls it bears; those beyond fail at once.</summary>
    public int Bears { get; set; } = int.MaxValue;

    /// <summary>Gets or sets how long its work on a call takes, give or take a fifth.</summary>
    public TimeSpan Work { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Gets or sets how many callers call it again and again.</summary>
    public int Callers { get; set; } = 1_000;

    public long Served { get; private set; }

    public long Failed { get; private set; }

    public ConcurrencyGate Gate => _gate ??= new ConcurrencyGate(policy, null, _time);

    /// <summary>Lets time pass.</summary>
    /// <returns>The limit at each look at it.</returns>
    public List<int> Run(TimeSpan duration)
    {
        var limits = new List<int>();
        var end = _time.GetUtcNow() + duration;
        _nextLook = _nextLook == default ? _time.GetUtcNow() + Look : _nextLook;
        while (_time.GetUtcNow() < end)
        {
            Admit();
            if (_ends.TryPeek(out _, out var at) && at <= _nextLook)
            {
                MoveTo(at);
                Finish(_ends.Dequeue());
            }
            else
            {
                MoveTo(_nextLook);
                _nextLook += Look;
                Gate.Look();
                limits.Add(Gate.Limit);
            }
        }

        return limits;
    }

    private void Admit()
    {
        while (Gate.InFlight < Callers && Gate.TryEnter(out var began))
        {
            if (Gate.InFlight > Bears)
            {
                Failed++;
                Gate.Leave(began, CallEnd.Failed);
                return;
            }

            _within.Enqueue(began);
            Begin();
        }
    }

    private void Begin()
    {
        while (_ends.Count < Parallelism && _within.TryDequeue(out var began))
        {
            _ends.Enqueue(began, _time.GetUtcNow() + (Work * (0.8 + (0.4 * _random.NextDouble()))));
        }
    }

    private void Finish(long began)
    {
        Served++;
        Gate.Leave(began, CallEnd.Succeeded);
        Begin();
    }

    private void MoveTo(DateTimeOffset at)
    {
        if (at > _time.GetUtcNow())
        {
            _time.SetUtcNow(at);
        }
    }
}
