using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Resile.Generators.Tests;

/// <summary>What an edit makes the pipeline of older versions do again.</summary>
public sealed class UpcastingIncrementalityTests
{
    private const string Contract =
        """
        using Resile;
        namespace Acme;
        [DurableMessage]
        public interface IOrders
        {
            Task PlacedAsync(Order order);
        }
        public sealed record Order(int Id, IReadOnlyList<Line> Lines);
        """;

    private const string Line = "namespace Acme; public sealed record Line([property: Resile.RenamedFrom(\"qty\")] int Quantity);";

    [Fact]
    public void Unrelated_edit_leaves_the_output_cached()
    {
        var before = GeneratorRun.Over(Compilation(Line));

        var after = before.Again(before.Input.AddSyntaxTrees(GeneratorRun.Parse("namespace Acme; internal sealed class Unrelated;", "Unrelated.cs")));

        Assert.Equal([IncrementalStepRunReason.Cached], Reasons(after));
        Assert.Contains(after.Files, static file => file.Key == "Acme.IOrders.Upcasters.g.cs");
    }

    [Fact]
    public void Name_in_another_file_is_written_anew()
    {
        var before = GeneratorRun.Over(Compilation(Line));
        var line = before.Input.SyntaxTrees.Single(static tree => tree.FilePath == "Line.cs");

        var after = before.Again(before.Input.ReplaceSyntaxTree(line, GeneratorRun.Parse(line.ToString().Replace("qty", "count", StringComparison.Ordinal), "Line.cs")));

        Assert.Equal([IncrementalStepRunReason.Modified], Reasons(after));
        Assert.Contains(".Rename(\"count\", \"quantity\")", after.Files["Acme.IOrders.Upcasters.g.cs"], StringComparison.Ordinal);
        Assert.Empty(after.Complaints());
    }

    [Fact]
    public void Contract_that_was_never_anything_else_has_no_file()
    {
        var run = GeneratorRun.Over(Compilation("namespace Acme; public sealed record Line(int Quantity);"));

        Assert.DoesNotContain(run.Files.Keys, static name => name.Contains("Upcasters", StringComparison.Ordinal));
        Assert.Empty(run.Complaints());
    }

    private static CSharpCompilation Compilation(string line) =>
        GeneratorRun.Compile([GeneratorRun.Parse(Contract, "Contract.cs"), GeneratorRun.Parse(line, "Line.cs")]);

    private static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorRun run) =>
        run.Result.TrackedSteps[TrackingNames.Upcasting].SelectMany(static step => step.Outputs).Select(static output => output.Reason);
}
