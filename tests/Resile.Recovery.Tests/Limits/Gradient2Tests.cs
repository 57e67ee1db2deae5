using Resile.Recovery.Limits;

namespace Resile.Recovery.Tests.Limits;

/// <summary>Gradient2 against a simulated component, and against figures worked out by hand.</summary>
public sealed class Gradient2Tests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Limit_of_a_component_with_bounded_parallelism_is_found(int seed)
    {
        var component = new SimulatedComponent(new Gradient2(20, 1_000), seed) { Parallelism = 50 };
        component.Run(TimeSpan.FromSeconds(20));
        var before = component.Served;

        var limits = component.Run(TimeSpan.FromSeconds(20));

        // All of what it can do, with few calls that wait within it: 2,500 a second.
        Assert.InRange(limits.Min(), 50, 100);
        Assert.InRange(limits.Max(), 50, 125);
        Assert.InRange(component.Served - before, 0.97 * 20 * 2_500, 1.03 * 20 * 2_500);
    }

    [Fact]
    public void Limit_follows_a_component_that_loses_most_of_its_parallelism_and_gets_it_back()
    {
        var component = new SimulatedComponent(new Gradient2(5, 1_000), 1) { Parallelism = 50 };
        var much = component.Run(TimeSpan.FromSeconds(20))[^1];

        component.Parallelism = 10;
        var little = component.Run(TimeSpan.FromSeconds(20))[^1];
        component.Parallelism = 50;
        var again = component.Run(TimeSpan.FromSeconds(20))[^1];

        Assert.InRange(little, 10, much / 2);
        Assert.InRange(again, 50, int.MaxValue);
    }

    [Fact]
    public void Limit_stays_where_a_component_is_asked_for_less_than_half_of_it()
    {
        var component = new SimulatedComponent(new Gradient2(20, 200), 1) { Callers = 9 };

        Assert.All(component.Run(TimeSpan.FromSeconds(10)), static limit => Assert.Equal(20, limit));
        Assert.InRange(component.Served, 1_000, long.MaxValue);
    }

    [Fact]
    public void Limit_moves_by_the_published_rule()
    {
        var gradient = new Gradient2(20, 200);
        LimitWindow Of(double milliseconds, int inFlight, int measured = 10) => new(measured, measured * TimeSpan.FromMilliseconds(milliseconds), 0, inFlight);

        Assert.Null(gradient.Next(20, Of(10, 20, measured: 9)));

        // As usual: 0.8 * 20 + 0.2 * (20 + 4) = 20.8, then 21.6, then 22.4.
        Assert.Equal([20, 21, 22], [gradient.Next(20, Of(10, 20)), gradient.Next(20, Of(10, 20)), gradient.Next(20, Of(10, 20))]);
        Assert.Equal(10, gradient.Usual.TotalMilliseconds, 3);

        // The mean of the first ten: (3 * 10 + 50) / 4 = 20. The gradient is 1.5 * 20 / 50 = 0.6, and 0.8 * 22.4 + 0.2 * (0.6 * 22.4 + 4) = 21.4.
        Assert.Equal(21, gradient.Next(22, Of(50, 20)));
        Assert.Equal(20, gradient.Usual.TotalMilliseconds, 3);

        // Not asked for half of it.
        Assert.Equal(21, gradient.Next(21, Of(50, 10)));
    }
}
