using Microsoft.Extensions.Time.Testing;
using Resile.LoadBalancing.Calls;
using Resile.LoadBalancing.Policies;

namespace Resile.LoadBalancing.Tests.Calls;

/// <summary>When calls are hedged, and how many: the real measure and budget in a simulation in virtual time.</summary>
public sealed class HedgingTests
{
    [Fact]
    public void Tail_is_halved_for_one_call_in_a_hundred()
    {
        var alone = Simulate(share: 0, count: 20_000);
        var hedged = Simulate(share: 0.011, count: 80_000);

        Assert.InRange(hedged.Tail / alone.Tail, 0.05, 0.5);
        Assert.InRange(hedged.ExtraLoad, 0.001, 0.011);
    }

    // A thousand calls a second; one in a hundred takes 200 ms more. Gives the p99.9 in milliseconds, of all but the first fifth.
    private static (double Tail, double ExtraLoad) Simulate(double share, int count)
    {
        var clock = new FakeTimeProvider();
        var random = new RandomSource(1);
        var hedging = new Hedging(clock);
        var (starts, ends, times) = (new double[count], new double[count], new double[count]);
        var events = new PriorityQueue<(Kind Kind, int Call), double>();
        var (now, hedges) = (0.0, 0);
        events.Enqueue((Kind.Begin, 0), 0);
        while (events.TryDequeue(out var next, out var at))
        {
            clock.Advance(TimeSpan.FromMilliseconds(at - now));
            now = at;
            var call = next.Call;
            if (next.Kind == Kind.Begin)
            {
                (starts[call], ends[call]) = (now, now + ServiceTime(random));
                events.Enqueue((Kind.End, call), ends[call]);
                if (hedging.Begin(share, clock.GetTimestamp()) is { } delay)
                {
                    events.Enqueue((Kind.Slow, call), now + delay.TotalMilliseconds);
                }

                if (call + 1 < count)
                {
                    events.Enqueue((Kind.Begin, call + 1), now - Math.Log(1 - random.NextDouble()));
                }
            }
            else if (times[call] == 0 && next.Kind == Kind.End)
            {
                times[call] = now - starts[call];
                hedging.End(TimeSpan.FromMilliseconds(times[call]));
            }
            else if (times[call] == 0 && hedging.TryWithdraw(share))
            {
                hedges++;
                events.Enqueue((Kind.End, call), now + ServiceTime(random));
            }
        }

        var sorted = times.Skip(count / 5).Order().ToArray();
        return (sorted[(int)(sorted.Length * 0.999)], (double)hedges / count);
    }

    // Lognormal, ten milliseconds on average.
    private static double ServiceTime(RandomSource random)
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return (8.35 * Math.Exp(0.6 * normal)) + (random.NextDouble() < 0.01 ? 200 : 0);
    }

    private enum Kind
    {
        Begin,
        Slow,
        End,
    }
}
