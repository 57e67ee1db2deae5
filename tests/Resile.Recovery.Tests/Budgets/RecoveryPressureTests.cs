using Microsoft.Extensions.Time.Testing;
using Resile.Recovery.Telemetry;

namespace Resile.Recovery.Tests.Budgets;

public sealed class RecoveryPressureTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RecoveryPressure _pressure;

    public RecoveryPressureTests() => _pressure = new RecoveryPressure(_time);

    [Fact]
    public void Pressure_is_the_time_spent_recovering_over_the_calls_per_second_that_arrived_meanwhile()
    {
        _pressure.Arrived();
        Assert.Equal(0, _pressure.Value);

        Recover(calls: 120, seconds: 3);

        // 3 s over 40 calls a second, until the minute has passed.
        Assert.Equal(0.075, _pressure.Value, precision: 9);
        _time.Advance(TimeSpan.FromSeconds(56));
        Assert.Equal(0.075, _pressure.Value, precision: 9);
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(0, _pressure.Value);
    }

    [Fact]
    public void Recovery_that_goes_on_counts_and_two_at_once_count_once()
    {
        _pressure.Down();
        _pressure.Down();
        _pressure.Arrived();
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(4, _pressure.Value, precision: 9);
        _pressure.Up();
        _time.Advance(TimeSpan.FromSeconds(1.5));
        Assert.Equal(12.25, _pressure.Value, precision: 9);
        _pressure.Up();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(12.25, _pressure.Value, precision: 9);
    }

    [Fact]
    public void No_more_than_the_window_counts_and_where_nobody_called_one_call_is_assumed()
    {
        _pressure.Down();
        _time.Advance(TimeSpan.FromHours(5));

        Assert.InRange(_pressure.Value, 59.0 * 59.0, 60.0 * 60.0);
    }

    private void Recover(int calls, int seconds)
    {
        _pressure.Down();
        for (var call = 0; call < calls; call++)
        {
            _pressure.Arrived();
        }

        _time.Advance(TimeSpan.FromSeconds(seconds));
        _pressure.Up();
    }
}
