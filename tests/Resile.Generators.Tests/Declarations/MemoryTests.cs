using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Resile.Generators.Tests.Declarations;

/// <summary>What the generator remembers is right after every edit, and keeps no compilation alive.</summary>
public sealed class MemoryTests
{
    private const string Contracts =
        """
        namespace Acme;
        [LoadBalanced("orders"), DurableMessage] public interface IOrders { [Post(Routes.Orders)] Task PlaceAsync(Order order); }
        [Supervisor, Child<IStore, Store>] public sealed partial class Ordering;
        [AutoRecover] public interface IStore { Task GoAsync(); }
        """;

    private const string Others =
        """
        namespace Acme;
        public static class Routes { private static readonly int Seed = 1; public const string Orders = "/orders"; }
        public sealed record Order(int Id) { [OrderingKey] public int Key { get { return Id; } } }
        public sealed class Store(Log log) : IStore { public Task GoAsync() { log.Write("go"); return Task.CompletedTask; } }
        public sealed class Log { public void Write(string text) { } }
        """;

    [Theory]
    [InlineData("\"/orders\"", "\"/placed\"")]
    [InlineData("record Order(int Id)", "record Order(long Id)")]
    [InlineData("[OrderingKey] ", "")]
    [InlineData("Store(Log log)", "Store(Log log, Order order)")]
    [InlineData("record Order", "record Order2")]
    [InlineData("public sealed class Log", "[Obsolete] public sealed class Log")]
    [InlineData("namespace Acme;", "namespace Acme.Others;")]
    [InlineData("log.Write(\"go\");", "")]
    [InlineData("Seed = 1", "Seed = 2")]
    [InlineData("return Id;", "return 1;")]
    public void Edit_of_another_file_gives_what_a_first_run_over_it_gives(string old, string replacement)
    {
        Assert.Contains(old, Others, StringComparison.Ordinal);
        var contracts = GeneratorRun.Parse(Contracts, "Contracts.cs");
        var before = GeneratorRun.Over(GeneratorRun.Compile([contracts, GeneratorRun.Parse(Others, "Others.cs")]));
        var edited = Others.Replace(old, replacement, StringComparison.Ordinal);

        var after = before.Again(before.Input.ReplaceSyntaxTree(before.Input.SyntaxTrees.Last(), GeneratorRun.Parse(edited, "Others.cs")));

        Assert.Equal(GeneratorRun.Over(Contracts, edited).Files, after.Files);
        Assert.NotEmpty(after.Files);
    }

    [Fact]
    public void Edit_and_its_undoing_give_what_was_there()
    {
        var contracts = GeneratorRun.Parse(Contracts, "Contracts.cs");
        var run = GeneratorRun.Over(GeneratorRun.Compile([contracts, GeneratorRun.Parse(Others, "Others.cs")]));
        var (first, original) = (run.Files, run.Input);

        run = run.Again(original.ReplaceSyntaxTree(original.SyntaxTrees.Last(), GeneratorRun.Parse(Others.Replace("/orders", "/placed", StringComparison.Ordinal), "Others.cs")));
        Assert.NotEqual(first, run.Files);
        Assert.Equal(first, run.Again(original).Files);
    }

    [Fact]
    public void Reference_that_says_something_else_is_read()
    {
        const string Library = "namespace Library; public static class Routes { public const string Orders = \"/orders\"; }";
        const string Contract = "namespace Acme; [LoadBalanced(\"orders\")] public interface IOrders { [Get(Library.Routes.Orders)] Task AllAsync(); }";
        MetadataReference Reference(string source) => GeneratorRun.Compile([GeneratorRun.Parse(source, "Library.cs")]).WithAssemblyName("Library").ToMetadataReference();
        var old = Reference(Library);

        var before = GeneratorRun.Over(GeneratorRun.Compile([GeneratorRun.Parse(Contract, "Contract.cs")]).AddReferences(old));
        var after = before.Again(before.Input.ReplaceReference(old, Reference(Library.Replace("/orders", "/placed", StringComparison.Ordinal))));

        Assert.Contains("/orders", before.Files["Acme.IOrders.LoadBalanced.g.cs"]);
        Assert.Contains("/placed", after.Files["Acme.IOrders.LoadBalanced.g.cs"]);
    }

    [Fact]
    public void One_file_in_two_projects_is_read_for_each()
    {
        var contracts = GeneratorRun.Parse(Contracts, "Contracts.cs");
        var one = GeneratorRun.Compile([contracts, GeneratorRun.Parse(Others, "Others.cs")]);
        var other = GeneratorRun.Compile([contracts, GeneratorRun.Parse(Others.Replace("/orders", "/placed", StringComparison.Ordinal), "Others.cs")]);

        for (var round = 0; round < 2; round++)
        {
            Assert.Contains("/orders", GeneratorRun.Over(one).Files["Acme.IOrders.LoadBalanced.g.cs"]);
            Assert.Contains("/placed", GeneratorRun.Over(other).Files["Acme.IOrders.LoadBalanced.g.cs"]);
        }
    }

    [Theory]
    [InlineData("using Balanced = Resile.LoadBalancedAttribute; namespace Acme; [Balanced(\"x\")] public interface IOrders;", "")]
    [InlineData("using BalancedAttribute = Resile.LoadBalancedAttribute; namespace Acme; [Balanced(\"x\")] public interface IOrders;", "")]
    [InlineData("namespace Acme; [Balanced(\"x\")] public interface IOrders;", "global using BalancedAttribute = Resile.LoadBalancedAttribute;")]
    [InlineData("namespace Acme { using Balanced = Resile.LoadBalancedAttribute; [Balanced(\"x\")] public interface IOrders; }", "")]
    [InlineData("namespace Acme; [Balanced(\"x\")] public interface IOrders;", "global using Balanced = Resile.LoadBalancedAttribute;")]
    [InlineData("namespace Acme; [global::Resile.LoadBalancedAttribute(\"x\")] public interface IOrders;", "")]
    [InlineData("using R = Resile; namespace Acme; [R::LoadBalanced(\"x\")] public interface IOrders;", "")]
    [InlineData("namespace Acme; [R.LoadBalanced(\"x\")] public interface IOrders;", "global using R = Resile;")]
    public void Attribute_under_another_name_is_found(string contract, string other) =>
        Assert.Contains("Acme.IOrders.LoadBalanced.g.cs", GeneratorRun.Over(contract, other).Files.Keys);

    [Fact]
    public void Attribute_of_the_same_name_that_is_somebody_else_s_makes_nothing() =>
        Assert.Empty(GeneratorRun.Over("namespace Acme; public class LoadBalancedAttribute(string name) : Attribute; [LoadBalanced(\"x\")] public interface IOrders;").Files);

    [Fact]
    public void Compilations_of_earlier_edits_are_let_go()
    {
        var (driver, compilations) = TypeOn();

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        // The driver keeps the last one, to compare with.
        Assert.Equal(1, compilations.Count(static compilation => compilation.TryGetTarget(out _)));
        GC.KeepAlive(driver);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (GeneratorDriver Driver, List<WeakReference<Compilation>> Compilations) TypeOn()
    {
        var compilations = new List<WeakReference<Compilation>>();
        var run = GeneratorRun.Over(GeneratorRun.Compile([GeneratorRun.Parse(Contracts, "Contracts.cs"), GeneratorRun.Parse(Others, "Others.cs")]));
        foreach (var text in new[] { "\"g\"", "\"go!\"", "\"go\" + 1" })
        {
            compilations.Add(new(run.Input));
            var typed = GeneratorRun.Parse(Others.Replace("\"go\"", text, StringComparison.Ordinal), "Others.cs");
            run = run.Again(run.Input.ReplaceSyntaxTree(run.Input.SyntaxTrees.Last(), typed));
        }

        compilations.Add(new(run.Input));
        return (run.Driver, compilations);
    }
}
