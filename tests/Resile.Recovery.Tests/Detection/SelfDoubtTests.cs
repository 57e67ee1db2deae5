using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Resile.Recovery.Detection;
using Resile.Recovery.Generations;

namespace Resile.Recovery.Tests.Detection;

/// <summary>The score: what makes it rise, and what makes it fall.</summary>
public sealed class SelfDoubtTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly StallingMachine _machine = new();
    private readonly SelfDoubt _doubt;

    public SelfDoubtTests() => _doubt = new SelfDoubt(Options.Create(new SelfDoubtOptions()), _machine, _time);

    [Fact]
    public void Machine_that_does_not_stall_raises_no_doubt()
    {
        Pass(TimeSpan.FromMinutes(1));

        Assert.Equal((0, 1), (_doubt.Score, _doubt.Factor));
    }

    [Fact]
    public void Late_timer_raises_it_by_one_and_a_clean_second_takes_it_away()
    {
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal((0, 1), (_doubt.Look().Before, _doubt.Score));

        Pass(TimeSpan.FromMilliseconds(900));
        Assert.Equal(1, _doubt.Score);
        Pass(TimeSpan.FromMilliseconds(100));
        Assert.Equal(0, _doubt.Score);
    }

    [Fact]
    public void Timer_within_the_limit_is_not_late()
    {
        _time.Advance(CoarseClock.Resolution + TimeSpan.FromMilliseconds(500));
        _doubt.Look();

        Assert.Equal(0, _doubt.Score);
    }

    [Fact]
    public void Item_that_waits_in_the_pool_raises_it_as_long_as_it_waits_up_to_seven()
    {
        var scores = new List<int>();
        for (var waited = 100; waited <= 5_000; waited += 100)
        {
            _machine.Signs = new(TimeSpan.FromMilliseconds(waited), HasRun: false, TimeSpan.Zero);
            Pass(CoarseClock.Resolution);
            if (waited % 500 == 0)
            {
                scores.Add(_doubt.Score);
            }
        }

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 7, 7, 7], scores);
    }

    [Fact]
    public void Item_that_has_run_at_last_counts_for_the_rest_of_its_wait_and_the_next_one_anew()
    {
        _machine.Signs = new(TimeSpan.FromMilliseconds(600), HasRun: false, TimeSpan.Zero);
        Pass(CoarseClock.Resolution);
        Assert.Equal(1, _doubt.Score);
        _machine.Signs = new(TimeSpan.FromMilliseconds(1_600), HasRun: true, TimeSpan.Zero);
        Pass(CoarseClock.Resolution);
        Assert.Equal(3, _doubt.Score);
        _machine.Signs = new(TimeSpan.FromMilliseconds(600), HasRun: true, TimeSpan.Zero);
        Pass(CoarseClock.Resolution);
        Assert.Equal(4, _doubt.Score);
    }

    [Fact]
    public void Pauses_for_garbage_within_one_interval_raise_it_once()
    {
        foreach (var paused in (int[])[200, 400, 600, 700, 800])
        {
            _machine.Signs = new(TimeSpan.Zero, HasRun: true, TimeSpan.FromMilliseconds(paused));
            Pass(CoarseClock.Resolution);
        }

        Assert.Equal(1, _doubt.Score);
    }

    [Fact]
    public void Short_pauses_over_a_long_time_are_no_sign()
    {
        for (var paused = TimeSpan.Zero; paused < TimeSpan.FromSeconds(3); paused += TimeSpan.FromMilliseconds(30))
        {
            _machine.Signs = new(TimeSpan.Zero, HasRun: true, paused);
            Pass(CoarseClock.Resolution);
            Assert.Equal(0, _doubt.Score);
        }
    }

    [Fact]
    public void Time_in_which_the_whole_process_stood_still_is_not_the_time_of_calls()
    {
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(CoarseClock.Resolution, _doubt.Look().LongestStep);
    }

    [Fact]
    public void Time_in_which_only_the_pool_stalls_is_for_a_component_may_be_the_cause()
    {
        _machine.Signs = new(TimeSpan.FromSeconds(5), HasRun: false, TimeSpan.Zero);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(CoarseClock.LongestStep, _doubt.Look().LongestStep);
    }

    [Fact]
    public void Switched_off_it_sees_nothing()
    {
        var off = new SelfDoubt(Options.Create(new SelfDoubtOptions { IsEnabled = false }), _machine, _time);
        _machine.Signs = new(TimeSpan.FromSeconds(5), HasRun: false, TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(CoarseClock.LongestStep, off.Look().LongestStep);
        Assert.Equal(0, off.Score);
    }

    private void Pass(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += CoarseClock.Resolution)
        {
            _time.Advance(CoarseClock.Resolution);
            _doubt.Look();
        }
    }
}
