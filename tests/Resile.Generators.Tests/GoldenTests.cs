using System.Text.RegularExpressions;

namespace Resile.Generators.Tests;

/// <summary>
/// Holds what the generator writes for the contracts in <c>tests/Contracts</c> against the files in <c>Goldens</c>, each of which shows what
/// becomes of the type that it is named after. <c>UPDATE_SNAPSHOTS=1</c> writes them anew; review them as documentation.
/// </summary>
public sealed partial class GoldenTests
{
    private const int MostGoldens = 40;
    private const int MostLines = 420;

    private const string Sample = "Northwind";

    // Scenarios to be compiled, not to be read: all of the sample, whose contracts share their messages, and every name that could be in the way.
    private static readonly string[] Unread = [Sample, "Shapes/INames"];

    private static readonly bool Update = Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1";

    public static TheoryData<string> Goldens => [.. AllScenarios().Select(static scenario => scenario.Name).Where(static name => !Unread.Contains(name))];

    public static TheoryData<string> Scenarios => [.. AllScenarios().Select(static scenario => scenario.Name)];

    [Theory, MemberData(nameof(Goldens))]
    public void Scenario_generated_matches_golden(string scenario)
    {
        var run = Run(scenario);
        var golden = Path.Combine(TestPaths.Goldens, scenario + ".txt");
        var actual = string.Join("\n", run.Files.Where(file => IsShown(scenario, file.Key)).OrderBy(static file => file.Key, StringComparer.Ordinal)
            .Select(static file => $"===== {file.Key}\n{file.Value}"));
        actual = VersionPattern().Replace(actual, "$1%VERSION%$2");
        if (Update)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(golden)!);
            File.WriteAllText(golden, actual);
        }

        Assert.True(File.Exists(golden), $"There is no golden file for '{scenario}': run the tests with UPDATE_SNAPSHOTS=1, and review it.");
        Assert.Equal(File.ReadAllText(golden).ReplaceLineEndings("\n"), actual);
    }

    [Theory, MemberData(nameof(Scenarios))]
    public void Scenario_generated_compiles_without_a_warning(string scenario)
    {
        var run = Run(scenario);

        Assert.Null(run.Result.Exception);
        Assert.NotEmpty(run.Files);
        Assert.Empty(run.Complaints());
    }

    [Fact]
    public void Goldens_each_belong_to_a_scenario_and_stay_few_enough_to_be_read()
    {
        var goldens = Directory.EnumerateFiles(TestPaths.Goldens, "*.txt", SearchOption.AllDirectories)
            .Select(path => Path.ChangeExtension(Path.GetRelativePath(TestPaths.Goldens, path), null).Replace('\\', '/'));

        Assert.Equal(Goldens.Select(static golden => golden.Data).Order(StringComparer.Ordinal), goldens.Order(StringComparer.Ordinal));
        Assert.True(Goldens.Count <= MostGoldens, $"More than {MostGoldens} goldens are more than anybody reads.");
        Assert.All(goldens, static golden => Assert.True(
            File.ReadLines(Path.Combine(TestPaths.Goldens, golden + ".txt")).Count() <= MostLines, $"'{golden}' has more than {MostLines} lines, which nobody reads: make two of its contract."));
    }

    // Its own files, supervisors that stand beside it, and the methods that add it all.
    private static bool IsShown(string scenario, string file) => file is "Resile.Registration.g.cs" || file.EndsWith(".Supervisor.g.cs", StringComparison.Ordinal)
        || Regex.IsMatch(file, $@"(^|[.+]){Regex.Escape(Path.GetFileName(scenario))}\.");

    private static GeneratorRun Run(string scenario) => GeneratorRun.Over(
        [.. AllScenarios().Single(each => each.Name == scenario).Files.Select(static file => File.ReadAllText(file))]);

    // Each file of tests/Contracts is a scenario.
    private static IEnumerable<(string Name, IEnumerable<string> Files)> AllScenarios() =>
        Directory.EnumerateFiles(TestPaths.Contracts, "*.cs", SearchOption.AllDirectories)
            .Select(static path => (Path.ChangeExtension(Path.GetRelativePath(TestPaths.Contracts, path), null).Replace('\\', '/'), (IEnumerable<string>)[path]))
            .Append((Sample, Directory.EnumerateFiles(Path.Combine(TestPaths.Repository, "samples", "Northwind", "Contracts"), "*.cs")
                .Order(StringComparer.Ordinal)));

    [GeneratedRegex("(GeneratedCode\\(\"Resile.Generators\", \")[^\"]+(\"\\))")]
    private static partial Regex VersionPattern();
}
