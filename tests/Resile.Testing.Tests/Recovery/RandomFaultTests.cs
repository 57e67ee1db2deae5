using Resile.Testing.Recovery;

namespace Resile.Testing.Tests.Recovery;

/// <summary>10,000 faults that follow from seeds: whatever happens, some things never do.</summary>
public sealed class RandomFaultTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1, 250)]
    [InlineData(2, 500)]
    [InlineData(3, 1_000)]
    [InlineData(4, 3_000)]
    public async Task Invariants_hold_through_2_500_faults(int seed, int meanPause)
    {
        var schedule = FaultSchedule.FromSeed((ulong)seed, 2_500, TimeSpan.FromMilliseconds(meanPause));
        var (played, lives, calls, injected) = (0, 0, 0, 0);
        while (played < schedule.Faults.Count)
        {
            var run = new FaultRun($"seed {seed}, life {lives}, from fault {played}");
            await run.StartAsync(seed + lives);
            played += await run.PlayAsync(schedule.Faults.Skip(played));
            await run.StopAsync();
            (lives, calls, injected) = (lives + 1, calls + run.Calls, injected + run.Injected);
        }

        output.WriteLine($"seed {seed}: {played} faults, {injected} of them took effect, {calls} calls, {lives} lives of the system");
        Assert.InRange(injected, 1_200, 2_500);
        Assert.InRange(calls, 1_000, int.MaxValue);
    }
}
