using Microsoft.Extensions.Time.Testing;
using Resile.Recovery.Generations;
using Resile.Recovery.Limits;

namespace Resile.Recovery.Tests.Limits;

/// <summary>AIMD against a simulated component, and its rule.</summary>
public sealed class AimdTests
{
    [Fact]
    public void Limit_backs_off_from_failures_and_stays_near_what_the_component_bears()
    {
        var component = new SimulatedComponent(new Aimd(20, 200), 1) { Parallelism = 500, Bears = 60 };
        component.Run(TimeSpan.FromSeconds(20));
        var (served, failed) = (component.Served, component.Failed);

        var limits = component.Run(TimeSpan.FromSeconds(60));

        Assert.InRange(limits.Min(), 45, 60);
        Assert.InRange(limits.Max(), 55, 62);
        Assert.InRange(component.Failed - failed, 1, (component.Served - served) / 20);
    }

    [Fact]
    public void Limit_grows_to_the_most_where_nothing_fails()
    {
        var component = new SimulatedComponent(new Aimd(20, 200), 1) { Parallelism = 500 };

        Assert.Equal(200, component.Run(TimeSpan.FromSeconds(20))[^1]);
    }

    [Theory]
    [InlineData(100, 10, 1, 1, 100, 100)]
    [InlineData(100, 0, 0, 5, 100, 100)]
    [InlineData(100, 10, 5_001, 0, 100, 90)]
    [InlineData(21, 10, 6_000, 0, 100, 20)]
    [InlineData(100, 10, 1, 0, 50, 101)]
    [InlineData(100, 10, 1, 0, 49, 100)]
    [InlineData(200, 10, 1, 0, 200, 200)]
    public void Limit_moves_by_the_published_rule(int limit, int measured, int milliseconds, int failed, int inFlight, int next)
    {
        Assert.Equal(next, new Aimd(20, 200).Next(limit, new LimitWindow(measured, measured * TimeSpan.FromMilliseconds(milliseconds), failed, inFlight)));
    }

    [Fact]
    public void First_failure_of_a_window_takes_a_tenth_away_at_once()
    {
        var gate = new ConcurrencyGate(new Aimd(10, 200), null, new FakeTimeProvider());
        for (var window = 0; window < 10; window++)
        {
            Pass(gate, CallEnd.Succeeded);
            gate.Look();
        }

        Assert.Equal(20, gate.Limit);
        Pass(gate, CallEnd.Failed);
        Assert.Equal(18, gate.Limit);
        gate.Look();
        Assert.Equal(18, gate.Limit);
        Pass(gate, CallEnd.Failed);
        Assert.Equal(16, gate.Limit);
    }

    [Fact]
    public void Window_in_which_nothing_was_seen_goes_on() =>
        Assert.Null(new Aimd(20, 200).Next(50, new LimitWindow(0, TimeSpan.Zero, 0, 50)));

    private static void Pass(ConcurrencyGate gate, CallEnd end)
    {
        var all = new List<long>();
        while (gate.TryEnter(out var began))
        {
            all.Add(began);
        }

        all.ForEach(began => gate.Leave(began, end));
    }
}
