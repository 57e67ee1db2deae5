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

    [Fact]
    public void What_is_inside_a_shape_of_old_is_turned_before_it()
    {
        var run = GeneratorRun.Over(Compilation(
            """
            namespace Acme;
            public sealed record Line(int Total, Part Part)
            {
                [Resile.Upcaster] internal static Line From(LineV1 old) => new(old.Sum, old.Part);
            }
            internal sealed record LineV1(int Sum, Part Part);
            public sealed record Part([property: Resile.RenamedFrom("no")] int Number);
            """));

        Assert.Contains("global::Acme.Line.From, static () => LineV1!,", run.Files["Acme.IOrders.Upcasters.g.cs"], StringComparison.Ordinal);
        Assert.Empty(run.Complaints());
    }

    [Fact]
    public void Types_that_stand_for_another_have_their_own_history()
    {
        var run = GeneratorRun.Over(Compilation(
            """
            namespace Acme;
            [System.Text.Json.Serialization.JsonDerivedType(typeof(Round), "round"), System.Text.Json.Serialization.JsonDerivedType(typeof(Plain), 2)]
            public abstract record Line;
            public sealed record Plain(int Side) : Line;
            public sealed record Round([property: Resile.RenamedFrom("r")] int Radius) : Line
            {
                [Resile.Upcaster] internal static Round From(RoundV1 old) => new(old.Diameter / 2);
            }
            internal sealed record RoundV1(int Diameter);
            """));

        var file = run.Files["Acme.IOrders.Upcasters.g.cs"];
        Assert.Contains(".Variant(\"$type\", \"round\", static () => Round!)", file, StringComparison.Ordinal);
        Assert.Contains(".From<global::Acme.RoundV1, global::Acme.Line>(", file, StringComparison.Ordinal);
        Assert.DoesNotContain("Plain", file, StringComparison.Ordinal);
        Assert.Empty(run.Complaints());
    }

    private static CSharpCompilation Compilation(string line) =>
        GeneratorRun.Compile([GeneratorRun.Parse(Contract, "Contract.cs"), GeneratorRun.Parse(line, "Line.cs")]);

    private static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorRun run) =>
        run.Result.TrackedSteps[TrackingNames.Upcasting].SelectMany(static step => step.Outputs).Select(static output => output.Reason);
}
