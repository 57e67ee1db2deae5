using System.Diagnostics;
using Resile.Recovery.Detection;

namespace Resile.Recovery.Tests.Detection;

public sealed class MachineStallSensorTests
{
    [Fact]
    public void Item_runs_on_the_pool_and_the_next_look_is_about_another_one()
    {
        var began = Stopwatch.StartNew();
        var sensor = new MachineStallSensor(TimeProvider.System);
        Assert.Equal((TimeSpan.Zero, true), (sensor.Look().Queued, true));

        StallSigns signs;
        while (!(signs = sensor.Look()).HasRun && began.Elapsed < TimeSpan.FromSeconds(60))
        {
            Thread.Yield();
        }

        Assert.True(signs.HasRun);
        Assert.InRange(signs.Queued, TimeSpan.FromTicks(1), began.Elapsed);
        Assert.True(signs.Paused >= TimeSpan.Zero);
    }
}
