using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Resile.Generators.Tests;

/// <summary>What an edit makes the generator do again: as little as can be, for each of the pipelines.</summary>
public sealed class IncrementalityTests
{
    private const string Contract =
        """
        using Resile;
        namespace Acme;
        ATTRIBUTE
        public interface INAME
        {
            /// <summary>Places an order.</summary>
            VERB
            Task PlaceAsync(Order order, CancellationToken cancellationToken = default);
        }
        public sealed record Order(int Id);
        """;

    public static TheoryData<string, string> Pipelines => new()
    {
        { "[LoadBalanced(\"orders\")]", TrackingNames.LoadBalanced },
        { "[AutoRecover]", TrackingNames.AutoRecover },
        { "[DurableMessage]", TrackingNames.DurableMessage },
    };

    [Theory, MemberData(nameof(Pipelines))]
    public void Unrelated_edit_leaves_every_output_cached(string attribute, string step)
    {
        var before = GeneratorRun.Over(Compilation(attribute));

        var after = before.Again(before.Input.AddSyntaxTrees(GeneratorRun.Parse("namespace Acme; internal sealed class Unrelated;", "Unrelated.cs")));

        Assert.All(Reasons(after, step), static reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
        Assert.All(OutputReasons(after), static reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Theory, MemberData(nameof(Pipelines))]
    public void Moved_line_leaves_the_model_unchanged(string attribute, string step)
    {
        var before = GeneratorRun.Over(Compilation(attribute));
        var tree = before.Input.SyntaxTrees.Single(static tree => tree.FilePath == "Contract.cs");

        var moved = GeneratorRun.Parse("\n// A remark.\n\n" + tree, "Contract.cs");
        var after = before.Again(before.Input.ReplaceSyntaxTree(tree, moved));

        Assert.Equal([IncrementalStepRunReason.Unchanged], Reasons(after, TrackingNames.Files));
        Assert.All(Reasons(after, step), static reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
        Assert.All(OutputReasons(after), static reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Theory, MemberData(nameof(Pipelines))]
    public void Another_contract_leaves_the_first_cached(string attribute, string step)
    {
        var before = GeneratorRun.Over(Compilation(attribute));
        var other = Source(attribute, "Others").Replace("public sealed record Order(int Id);", "", StringComparison.Ordinal);

        var after = before.Again(before.Input.AddSyntaxTrees(GeneratorRun.Parse(other, "Other.cs")));

        Assert.Equal([IncrementalStepRunReason.New, IncrementalStepRunReason.Cached], Reasons(after, step).Order());
        Assert.Contains(IncrementalStepRunReason.Cached, OutputReasons(after));
    }

    [Theory, MemberData(nameof(Pipelines))]
    public void Renamed_operation_is_written_anew(string attribute, string step)
    {
        var before = GeneratorRun.Over(Compilation(attribute));
        var tree = before.Input.SyntaxTrees.Single(static tree => tree.FilePath == "Contract.cs");

        var renamed = GeneratorRun.Parse(tree.ToString().Replace("PlaceAsync", "SubmitAsync", StringComparison.Ordinal), "Contract.cs");
        var after = before.Again(before.Input.ReplaceSyntaxTree(tree, renamed));

        Assert.All(Reasons(after, step), static reason => Assert.Equal(IncrementalStepRunReason.Modified, reason));
        Assert.Contains(after.Files.Values, static source => source.Contains("SubmitAsync", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "internal sealed class Unrelated;", false)]
    [InlineData("// A remark.\n\n", "", false)]
    [InlineData("", "public sealed record More(IOrders Orders);", false)]
    [InlineData("Child<IOrders, Orders>", "Child<IOrders, Orders>(MaxRestarts = 9)", true)]
    [InlineData("class Orders(IStore store)", "class Orders(IStore store, Log log)", true)]
    [InlineData("class Store :", "class Store(Log log) :", true)]
    [InlineData("[AutoRecover] public interface IStore", "[AutoRecover(ShutdownMs = 100)] public interface IStore", true)]
    public void Tree_is_written_anew_when_an_edit_changes_what_it_says_and_else_stays(string old, string replacement, bool changes)
    {
        const string Tree =
            """
            namespace Acme;
            [SystemRoot, Child<Ordering>] public sealed partial class App;
            [Supervisor, Child<IOrders, Orders>, Child<IStore, Store>] public sealed partial class Ordering;
            [AutoRecover] public interface IOrders { Task GoAsync(); }
            [AutoRecover] public interface IStore { Task GoAsync(); }
            public sealed class Orders(IStore store) : IOrders { public Task GoAsync() => store.GoAsync(); }
            public sealed class Store : IStore { public Task GoAsync() => Task.CompletedTask; }
            public sealed class Log;
            """;
        var before = GeneratorRun.Over(GeneratorRun.Compile([GeneratorRun.Parse(Tree, "Tree.cs")]));
        var edited = old.Length == 0 ? Tree + "\n" + replacement : old.StartsWith("//", StringComparison.Ordinal) ? old + Tree : Tree.Replace(old, replacement, StringComparison.Ordinal);
        Assert.NotEqual(Tree, edited);

        var after = before.Again(before.Input.ReplaceSyntaxTree(
            before.Input.SyntaxTrees.Single(static tree => tree.FilePath == "Tree.cs"), GeneratorRun.Parse(edited, "Tree.cs")));

        Assert.Equal([changes ? IncrementalStepRunReason.Modified : IncrementalStepRunReason.Cached], Reasons(after, TrackingNames.Supervisor));
        Assert.Empty(after.Complaints());
        if (!changes)
        {
            Assert.Equal([IncrementalStepRunReason.Cached], Reasons(after, TrackingNames.SystemRoot));
            Assert.All(OutputReasons(after), static reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
        }
    }

    [Fact]
    public void Models_of_trees_hold_neither_symbols_nor_syntax_nor_compilations()
    {
        var run = GeneratorRun.Over(File.ReadAllText(Path.Combine(TestPaths.Contracts, "Recovery", "Office.cs")));
        var models = new[] { TrackingNames.Supervisor, TrackingNames.SystemRoot }.SelectMany(step => run.Result.TrackedSteps[step])
            .SelectMany(static each => each.Outputs).Select(static output => output.Value).ToArray();

        Assert.Equal(2, models.Length);
        Assert.All(models, static model => Assert.DoesNotContain(ObjectGraph.Of(model), static held =>
            held is ISymbol or SyntaxNode or SyntaxTree or Microsoft.CodeAnalysis.Compilation or SemanticModel or Location or AttributeData));
    }

    [Fact]
    public void Sources_in_another_order_give_the_same_bytes()
    {
        SyntaxTree[] trees =
        [
            GeneratorRun.Parse(Source("[AutoRecover]", "Orders"), "Orders.cs"),
            GeneratorRun.Parse(Source("[DurableMessage]", "Events").Replace("Order(int", "Event(int", StringComparison.Ordinal)
                .Replace("(Order ", "(Event ", StringComparison.Ordinal), "Events.cs"),
            GeneratorRun.Parse(Source("[LoadBalanced(\"catalog\")]", "Catalog").Replace("Order(int", "Product(int", StringComparison.Ordinal)
                .Replace("(Order ", "(Product ", StringComparison.Ordinal), "Catalog.cs"),
        ];

        var forward = GeneratorRun.Over(GeneratorRun.Compile(trees)).Files;
        var backward = GeneratorRun.Over(GeneratorRun.Compile(trees.Reverse())).Files;

        Assert.Equal(forward.OrderBy(static file => file.Key), backward.OrderBy(static file => file.Key));
    }

    [Theory, MemberData(nameof(Pipelines))]
    public void Models_hold_neither_symbols_nor_syntax_nor_compilations(string attribute, string step)
    {
        var run = GeneratorRun.Over(Compilation(attribute));
        var models = run.Result.TrackedSteps[step].SelectMany(static each => each.Outputs).Select(static output => output.Value).ToArray();

        Assert.NotEmpty(models);
        Assert.All(models, static model => Assert.DoesNotContain(ObjectGraph.Of(model), static held =>
            held is ISymbol or SyntaxNode or SyntaxTree or Microsoft.CodeAnalysis.Compilation or SemanticModel or Location));
    }

    private static CSharpCompilation Compilation(string attribute) =>
        GeneratorRun.Compile([GeneratorRun.Parse(Source(attribute, "Orders"), "Contract.cs")]);

    private static string Source(string attribute, string name) => Contract
        .Replace("ATTRIBUTE", attribute, StringComparison.Ordinal)
        .Replace("INAME", "I" + name, StringComparison.Ordinal)
        .Replace("VERB", attribute.Contains("LoadBalanced", StringComparison.Ordinal) ? "[Post(\"/orders\")]" : "", StringComparison.Ordinal);

    private static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorRun run, string step) =>
        run.Result.TrackedSteps[step].SelectMany(static each => each.Outputs).Select(static output => output.Reason);

    private static IEnumerable<IncrementalStepRunReason> OutputReasons(GeneratorRun run) =>
        run.Result.TrackedOutputSteps.SelectMany(static step => step.Value).SelectMany(static each => each.Outputs)
            .Select(static output => output.Reason);
}
