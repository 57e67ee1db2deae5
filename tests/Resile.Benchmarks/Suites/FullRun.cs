using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;

namespace Resile.Benchmarks.Suites;

/// <summary>Runs the BenchmarkDotNet suites.</summary>
internal static class FullRun
{
    // Each run builds all that it measures anew; on a small or busy machine that takes longer than the two minutes of the default.
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(15);

    /// <summary>Runs those that the arguments choose; all of them if nothing is said.</summary>
    /// <returns>0 if every benchmark that was chosen has a result, else 1.</returns>
    public static int Run(IReadOnlyList<string> arguments)
    {
        var chosen = arguments.Count > 0 ? arguments : ["--filter", "*"];
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(FullRun).Assembly)
            .Run([.. chosen], ManualConfig.Create(DefaultConfig.Instance).WithBuildTimeout(BuildLimit)).ToArray();
        var isComplete = summaries.All(static summary => !summary.HasCriticalValidationErrors && summary.Reports.All(static each => each.Success));
        return isComplete ? 0 : 1;
    }
}
