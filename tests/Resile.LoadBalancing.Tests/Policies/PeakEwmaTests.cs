using Microsoft.Extensions.Time.Testing;
using Resile.LoadBalancing.Policies;

namespace Resile.LoadBalancing.Tests.Policies;

/// <summary>The arithmetic of one endpoint's expected round-trip time.</summary>
public sealed class PeakEwmaTests
{
    private const double Tolerance = 1e-9;

    private readonly FakeTimeProvider _clock = new();
    private readonly PeakEwma _ewma;

    public PeakEwmaTests() => _ewma = new PeakEwma(_clock);

    [Fact]
    public void Endpoint_that_nobody_has_tried_attracts_one_call_and_then_counts_as_slow()
    {
        Assert.Equal(0, Load());
        Assert.Equal(2 * PeakEwma.Seed, Load(inFlight: 1));
    }

    [Fact]
    public void Peak_is_followed_at_once_and_counts_for_each_call_in_flight()
    {
        Answer(0.010);
        Answer(0.200);

        Assert.Equal(0.200, Load(), Tolerance);
        Assert.Equal(0.800, Load(inFlight: 3), Tolerance);
    }

    [Fact]
    public void Faster_answer_is_blended_in_by_the_time_since_the_last()
    {
        Answer(1);
        _clock.Advance(TimeSpan.FromSeconds(5));
        Answer(0.010);

        var weight = Math.Exp(-5 / PeakEwma.Tau);
        Assert.Equal((0.010 * (1 - weight)) + weight, Load(), Tolerance);
    }

    [Fact]
    public void Peak_is_forgotten_as_fast_under_many_calls_as_under_few()
    {
        Answer(1);
        for (var answer = 0; answer < 20_000; answer++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            Answer(0.010);
        }

        var weight = Math.Exp(-20 / PeakEwma.Tau);
        Assert.Equal((0.010 * (1 - weight)) + weight, Load(), 1e-4);
    }

    [Fact]
    public void Cost_decays_while_nobody_calls()
    {
        Answer(1);
        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(Math.Exp(-1), Load(), Tolerance);
    }

    [Fact]
    public void Fast_failure_does_not_make_an_endpoint_attractive_and_success_ends_the_penalty()
    {
        Answer(0.010);
        Fail(0.001);
        Assert.True(Load() > PeakEwma.FailureCost);

        Answer(0.010);
        Assert.Equal(0.010, Load(), Tolerance);
    }

    [Fact]
    public void Penalty_doubles_with_each_failure_in_a_row_up_to_five_seconds()
    {
        var expected = new[] { 0.25, 0.5, 1, 2, 4, 5, 5 };

        Assert.Equal(expected, expected.Select(_ =>
        {
            Fail(0.001);
            return PenaltyLeft();
        }));
    }

    [Theory, InlineData(CallResult.Failed, 60, 60), InlineData(CallResult.Overloaded, 60, 60), InlineData(CallResult.Overloaded, null, 0.25), InlineData(CallResult.Failed, 1000, 300)]
    public void Endpoint_that_asks_to_be_left_alone_is_for_five_minutes_at_most(CallResult result, int? retryAfter, double penalty)
    {
        Observe(result, 0.001, retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null);

        Assert.Equal(penalty, PenaltyLeft());
    }

    [Fact]
    public void Call_that_its_caller_gave_up_only_ever_raises_the_cost()
    {
        Answer(0.010);
        Observe(CallResult.Cancelled, 0.001);
        Assert.Equal(0.010, Load(), Tolerance);

        Observe(CallResult.Cancelled, 0.500);
        Assert.Equal(0.500, Load(), Tolerance);
    }

    private double Load(int inFlight = 0) => _ewma.LoadAt(_clock.GetTimestamp(), inFlight);

    private void Answer(double seconds) => Observe(CallResult.Answered, seconds);

    private void Fail(double seconds) => Observe(CallResult.Failed, seconds);

    private void Observe(CallResult result, double seconds, TimeSpan? retryAfter = null) =>
        _ewma.Observe(new CallOutcome(result, _clock.GetTimestamp(), TimeSpan.FromSeconds(seconds), retryAfter));

    private double PenaltyLeft()
    {
        var start = _clock.GetTimestamp();
        while (Load() >= PeakEwma.FailureCost)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(50));
        }

        return _clock.GetElapsedTime(start).TotalSeconds;
    }
}
