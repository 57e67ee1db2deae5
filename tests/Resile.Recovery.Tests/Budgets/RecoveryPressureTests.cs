using Microsoft.Extensions.Time.Testing;
using Resile.Recovery.Telemetry;

namespace Resile.Recovery.Tests.Budgets;

public sealed class RecoveryPressureTests
{
    [Fact]
    public void Pressure_is_the_time_spent_recovering_over_the_calls_per_second_of_the_last_minute()
    {
        var time = new FakeTimeProvider();
        var pressure = new RecoveryPressure(time);
        Assert.Equal(0, pressure.Value);

        pressure.Recovered(TimeSpan.FromSeconds(3));
        for (var call = 0; call < 120; call++)
        {
            pressure.Arrived();
        }

        Assert.Equal(1.5, pressure.Value, precision: 9);
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(1.5, pressure.Value, precision: 9);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, pressure.Value);
    }
}
