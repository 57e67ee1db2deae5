using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;
using Resile.Generators.Text;

namespace Resile.Generators.Supervision;

/// <summary>What the values of a tree come to: the time that its end takes, and the failures after which it gives up.</summary>
internal static class SupervisionBudgets
{
    /// <summary>The time that a host leaves for its end unless it says otherwise, in milliseconds.</summary>
    private const int HostShutdownMs = 30_000;

    /// <summary>The failures that a tree may hide before the system restarts.</summary>
    private const int MostFailures = 100;

    /// <summary>Finds what is wrong with the values of a whole tree.</summary>
    public static IEnumerable<Refusal> Of(SupervisorNode supervisor)
    {
        var shutdown = ShutdownMs(supervisor);
        if (shutdown > HostShutdownMs)
        {
            yield return new Refusal(
                Descriptors.ShutdownTooLong, supervisor.Type, TypeNames.Plain(supervisor.Type), Literal.Of(supervisor.Components().Count()), Seconds(shutdown))
                .At(supervisor.Attribute);
        }

        if (Worst(supervisor) is { } worst && worst.Failures > MostFailures)
        {
            yield return new Refusal(
                Descriptors.TooManyRestarts, supervisor.Type, TypeNames.Plain(supervisor.Type), worst.Component, $"{worst.Product} = {Literal.Of(worst.Failures)}")
                .At(supervisor.Attribute);
        }
    }

    /// <summary>Says what the values come to.</summary>
    public static IEnumerable<string> Remarks(SupervisorNode supervisor)
    {
        if (supervisor.Components().Any())
        {
            yield return $"Their end takes {Seconds(ShutdownMs(supervisor))} s at most: what their shutdown timeouts sum up to.";
        }

        if (Worst(supervisor) is { } worst)
        {
            yield return $"What always fails leads beyond this supervisor after {worst.Product} = {Literal.Of(worst.Failures)} failures at most.";
        }
    }

    private static long ShutdownMs(SupervisorNode supervisor) => supervisor.Components().Sum(static component => (long)component.ShutdownMs);

    private static string Seconds(long milliseconds) => (milliseconds / 1000m).ToString("0.###", System.Globalization.CultureInfo.InvariantCulture);

    // Each restart of a supervisor gives all below it their restarts back, so the budgets multiply.
    private static Budget? Worst(SupervisorNode supervisor) => Worst(supervisor, []);

    private static Budget? Worst(SupervisorNode supervisor, HashSet<SupervisorNode> above)
    {
        if (!above.Add(supervisor))
        {
            return null;
        }

        // A component of a pool that has used up its restarts leaves the pool, and the others go on.
        var worst = supervisor.Children
            .Where(static child => !child.IsTemporary)
            .Select(child => child.Nested is { } nested ? Worst(nested, above)
                : child.Kind is ChildKind.Supervisor or ChildKind.Pool ? null
                : new Budget(TypeNames.Plain(child.Type), Factor(child.MaxRestarts), child.MaxRestarts + 1L))
            .Where(static budget => budget is not null)
            .OrderByDescending(static budget => budget!.Failures)
            .FirstOrDefault();
        above.Remove(supervisor);
        return worst is null
            ? null
            : new Budget(worst.Component, worst.Product + " x " + Factor(supervisor.MaxRestarts), Math.Min(worst.Failures * (supervisor.MaxRestarts + 1L), int.MaxValue));
    }

    private static string Factor(int restarts) => $"({Literal.Of(restarts)} + 1)";

    private sealed record Budget(string Component, string Product, long Failures);
}
