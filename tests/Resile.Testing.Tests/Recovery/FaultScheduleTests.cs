using Resile.Testing.Recovery;

namespace Resile.Testing.Tests.Recovery;

public sealed class FaultScheduleTests
{
    [Fact]
    public void Equal_seeds_draw_equal_faults() => Assert.Equal(FaultSchedule.FromSeed(7, 100).Faults, FaultSchedule.FromSeed(7, 100).Faults);

    [Fact]
    public void Other_seeds_draw_others() => Assert.NotEqual(FaultSchedule.FromSeed(7, 100).Faults, FaultSchedule.FromSeed(8, 100).Faults);

    [Fact]
    public void Kinds_are_equally_likely_and_pauses_have_the_mean()
    {
        var faults = FaultSchedule.FromSeed(1, 8_000, TimeSpan.FromSeconds(2)).Faults;

        Assert.All(faults.CountBy(static fault => fault.Kind), static kind => Assert.InRange(kind.Value, 850, 1_150));
        Assert.Equal(Enum.GetValues<FaultKind>().Length, faults.DistinctBy(static fault => fault.Kind).Count());
        Assert.InRange(faults.Average(static fault => fault.Pause.TotalSeconds), 1.9, 2.1);
    }

    [Fact]
    public void Only_the_kinds_happen_that_are_named() =>
        Assert.All(FaultSchedule.FromSeed(1, 100, kinds: [FaultKind.Hang]).Faults, static fault => Assert.Equal(FaultKind.Hang, fault.Kind));

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => FaultSchedule.FromSeed(1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => FaultSchedule.FromSeed(1, 1, TimeSpan.Zero));
        Assert.Throws<ArgumentException>(static () => FaultSchedule.FromSeed(1, 1, kinds: []));
    }
}
