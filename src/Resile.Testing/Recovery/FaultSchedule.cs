using Resile.LoadBalancing.Policies;

namespace Resile.Testing.Recovery;

/// <summary>Faults that follow from a seed: <see cref="RecoveryHarness.PlayAsync"/> plays them. Equal seeds give equal faults, on every machine.</summary>
public sealed class FaultSchedule
{
    private FaultSchedule(ulong seed, IReadOnlyList<Fault> faults) => (Seed, Faults) = (seed, faults);

    /// <summary>Gets the seed. Print it where a test fails.</summary>
    public ulong Seed { get; }

    /// <summary>Gets the faults, in order.</summary>
    public IReadOnlyList<Fault> Faults { get; }

    /// <summary>Draws faults.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="count">How many; not negative.</param>
    /// <param name="meanPause">How much time passes between two on average, exponentially distributed and at most ten times that; 1 s where null.</param>
    /// <param name="kinds">What may happen, each as likely as it is often in here; each of <see cref="FaultKind"/> once where null.</param>
    /// <exception cref="ArgumentException">The count is negative, the pause is not more than zero, or nothing may happen.</exception>
    public static FaultSchedule FromSeed(ulong seed, int count, TimeSpan? meanPause = null, IReadOnlyList<FaultKind>? kinds = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var mean = meanPause ?? TimeSpan.FromSeconds(1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(mean, TimeSpan.Zero, nameof(meanPause));
        var choice = kinds ?? Enum.GetValues<FaultKind>();
        if (choice.Count == 0)
        {
            throw new ArgumentException("Name at least one kind of fault, or leave it out for all of them.", nameof(kinds));
        }

        var random = new RandomSource(seed);
        var faults = new Fault[count];
        for (var number = 0; number < count; number++)
        {
            var kind = choice[random.Next(choice.Count)];
            var target = random.Next(int.MaxValue);
            var pause = mean * Math.Min(-Math.Log(1 - random.NextDouble()), 10);
            faults[number] = new Fault(number, kind, target, pause, mean * (2 * random.NextDouble()));
        }

        return new FaultSchedule(seed, faults);
    }
}
