using Microsoft.Extensions.Time.Testing;
using Resile.Recovery.Budgets;

namespace Resile.Recovery.Tests.Budgets;

public sealed class RestartIntensityTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Window_slides_so_that_no_edge_lets_twice_as_many_through()
    {
        var intensity = new RestartIntensity(_time);
        _time.Advance(TimeSpan.FromSeconds(25));
        for (var restart = 0; restart < 5; restart++)
        {
            Assert.True(intensity.TryTake(5, Window));
        }

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.False(intensity.TryTake(5, Window));
        _time.Advance(TimeSpan.FromSeconds(21));
        Assert.True(intensity.TryTake(5, Window));
    }

    [Fact]
    public void Budget_of_zero_allows_nothing() => Assert.False(new RestartIntensity(_time).TryTake(0, Window));

    [Fact]
    public void Start_limit_is_anchored_at_its_first_start_as_that_of_systemd()
    {
        var limit = new StartLimit(_time, burst: 2, interval: TimeSpan.FromSeconds(10));

        Assert.True(limit.TryTake());
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.True(limit.TryTake());
        Assert.False(limit.TryTake());
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(limit.TryTake());
    }

    [Fact]
    public void Backoff_begins_with_no_pause_stays_within_its_bounds_and_begins_anew_after_health()
    {
        var backoff = new RestartBackoff(_time, new Random(1));
        var (shortest, longest) = (TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2));
        backoff.Opened();

        Assert.Equal(TimeSpan.Zero, backoff.Next(shortest, longest));
        var pauses = Enumerable.Range(0, 50).Select(_ => backoff.Next(shortest, longest)).ToArray();
        Assert.All(pauses, pause => Assert.InRange(pause, shortest, longest));
        Assert.True(pauses.Distinct().Count() > 10);

        backoff.Opened();
        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(TimeSpan.Zero, backoff.Next(shortest, longest));
    }

    [Fact]
    public void Time_in_which_a_component_does_not_come_up_is_not_taken_for_health()
    {
        var backoff = new RestartBackoff(_time, new Random(1));
        var pause = TimeSpan.FromSeconds(1);
        backoff.Opened();
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(TimeSpan.Zero, backoff.Next(pause, pause));
        for (var attempt = 0; attempt < 5; attempt++)
        {
            _time.Advance(TimeSpan.FromSeconds(20));
            Assert.Equal(pause, backoff.Next(pause, pause));
        }
    }

    [Fact]
    public void First_pause_is_drawn_like_those_after_it()
    {
        var (shortest, longest) = (TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30));

        var pauses = Enumerable.Range(0, 100).Select(seed =>
        {
            var backoff = new RestartBackoff(_time, new Random(seed));
            backoff.Next(shortest, longest);
            return backoff.Next(shortest, longest);
        }).ToArray();

        Assert.All(pauses, pause => Assert.InRange(pause, shortest, 3 * shortest));
        Assert.True(pauses.Distinct().Count() > 90);
    }

    [Fact]
    public void Backoff_with_the_same_seed_draws_the_same_pauses()
    {
        Assert.Equal(Draw(), Draw());

        TimeSpan[] Draw()
        {
            var backoff = new RestartBackoff(_time, new Random(7));
            return [.. Enumerable.Range(0, 20).Select(_ => backoff.Next(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30)))];
        }
    }
}
