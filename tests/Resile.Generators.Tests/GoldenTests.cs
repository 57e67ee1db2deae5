using System.Text.RegularExpressions;

namespace Resile.Generators.Tests;

/// <summary>
/// Holds what the generator writes for every contract in <c>tests/Contracts</c> and for those of the sample against the files in
/// <c>Goldens</c>. <c>UPDATE_SNAPSHOTS=1</c> writes them anew; review them as documentation.
/// </summary>
public sealed partial class GoldenTests
{
    private const int MostScenarios = 40;

    private static readonly bool Update = Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1";

    public static TheoryData<string> Scenarios => [.. AllScenarios().Select(static scenario => scenario.Name)];

    [Theory, MemberData(nameof(Scenarios))]
    public void Scenario_generated_matches_golden(string scenario)
    {
        var run = Run(scenario);
        var golden = Path.Combine(TestPaths.Goldens, scenario + ".txt");
        var actual = string.Join("\n", run.Files.OrderBy(static file => file.Key, StringComparer.Ordinal)
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

        Assert.Equal(AllScenarios().Select(static scenario => scenario.Name).Order(StringComparer.Ordinal), goldens.Order(StringComparer.Ordinal));
        Assert.True(AllScenarios().Count() <= MostScenarios, $"More than {MostScenarios} goldens are more than anybody reads.");
    }

    private static GeneratorRun Run(string scenario) => GeneratorRun.Over(
        [.. AllScenarios().Single(each => each.Name == scenario).Files.Select(static file => File.ReadAllText(file))]);

    // Each file of tests/Contracts is a scenario; the sample's contracts are one, because they share their messages.
    private static IEnumerable<(string Name, IEnumerable<string> Files)> AllScenarios() =>
        Directory.EnumerateFiles(TestPaths.Contracts, "*.cs", SearchOption.AllDirectories)
            .Select(static path => (Path.ChangeExtension(Path.GetRelativePath(TestPaths.Contracts, path), null).Replace('\\', '/'), (IEnumerable<string>)[path]))
            .Append(("Northwind", Directory.EnumerateFiles(Path.Combine(TestPaths.Repository, "samples", "Northwind", "Contracts"), "*.cs")
                .Order(StringComparer.Ordinal)));

    [GeneratedRegex("(GeneratedCode\\(\"Resile.Generators\", \")[^\"]+(\"\\))")]
    private static partial Regex VersionPattern();
}
