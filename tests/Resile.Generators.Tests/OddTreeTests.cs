using Microsoft.CodeAnalysis;

namespace Resile.Generators.Tests;

/// <summary>Any tree that the compiler accepts is built, or refused by name; either way the project compiles without a warning.</summary>
public sealed class OddTreeTests
{
    private const string Components =
        """

        [AutoRecover] public interface IOne { Task GoAsync(); }
        [AutoRecover] public interface ITwo { Task GoAsync(); }
        public sealed class One : IOne { public Task GoAsync() => Task.CompletedTask; }
        public sealed class Two : ITwo { public Task GoAsync() => Task.CompletedTask; }
        public sealed class Any(IOne one) : ITwo { public Task GoAsync() => one.GoAsync(); }
        """;

    public static TheoryData<string, string> Built => new()
    {
        { "empty", "[Supervisor] public partial class App;" },
        { "global", "[Supervisor, Child<IOne, One>] public partial class App;" },
        { "static", "[SystemRoot, Child<IOne, One>] public static partial class App;" },
        { "record, internal, with parts", "[Supervisor] internal partial record App; [Child<IOne, One>] internal partial record App;" },
        { "escaped", "[Supervisor, Child<IOne, One>] public partial class @class; [Supervisor, Child<@class>] public partial class @event;" },
        { "abstract, with members of its own", "[Supervisor, Child<IOne, One>] public abstract partial class App : IDisposable { public int children, components; public abstract void Dispose(); }" },
        { "obsolete", "[Obsolete(\"x\")] [Supervisor, Child<IOne, One>] public partial class App; [Obsolete] public sealed class Old; " },
        { "names that differ in case", "[Supervisor, Child<IOne, One>] public partial class App; [Supervisor, Child<ITwo, Two>] public partial class APP;" },
        { "names that give one method", "namespace A { [Supervisor, Child<IOne, One>] public partial class App; } namespace B { [Supervisor, Child<ITwo, Two>] public partial class App; }" },
        { "name of a contract", "[Supervisor, Child<IOne, One>] public partial class Shop; [AutoRecover] public interface IShop { Task GoAsync(); }" },
        { "nested implementation", "[Supervisor, Child<IOne, Outer.Inner>] public partial class App; public class Outer { internal class Inner : IOne { public Task GoAsync() => Task.CompletedTask; } }" },
        { "generic implementation", "[Supervisor, Child<IOne, Of<List<string>>>] public partial class App; public class Of<T>(IEnumerable<T> values) : IOne { public Task GoAsync() => Task.FromResult(values); }" },
        { "odd parameters", "[Supervisor, Child<IOne, Odd>] public partial class App; public class Odd(dynamic? a, (int A, string? B) b, int[] c, IEnumerable<IEnumerable<string?>?> d, string e, @class @event, DateTime when = default, decimal f = 1.5m, int? g = 4, int? h = null, DayOfWeek i = DayOfWeek.Friday, string? j = \"a\\\"\\n\", string k = null!, @class @int = null!, params string[] l) : IOne { public Task GoAsync() => Task.FromResult((object?)a ?? (b, c, d, e, @event, when, f, g, h, i, j, k, @int, l)); } public class @class;" },
        { "keys", "[Supervisor, Child<IOne, Odd>] public partial class App; public class Odd([K(\"a\\\"\")] string a, [K(5)] string b, [K(5L)] string c, [K(DayOfWeek.Monday)] string d, [K(typeof(List<int>))] string e, [K(null)] string f, [K('c')] string? g, [K(true)] string h = \"x\", [K((byte)1)] string i = null!) : IOne { public Task GoAsync() => Task.FromResult((a, b, c, d, e, f, g, h, i)); }" },
        { "experimental", "#pragma warning disable MY1\n[Supervisor, Child<IOne, New>] public partial class App;\n#pragma warning restore MY1\n[System.Diagnostics.CodeAnalysis.Experimental(\"MY1\")] public class New : IOne { public Task GoAsync() => Task.CompletedTask; }" },
        { "required members that are set", "[Supervisor, Child<IOne, Set>] public partial class App; public class Set : IOne { [System.Diagnostics.CodeAnalysis.SetsRequiredMembers] public Set() => Name = \"\"; public required string Name { get; init; } public Task GoAsync() => Task.CompletedTask; }" },
        { "hostile types", "namespace Acme { [Supervisor, Child<IOne, One>, Child<ITwo, Any>] public partial class App; public class System; public class Resile; public class Microsoft; public class ComponentsBuilder; }" },
        { "attributes of other names", "[Supervisor, Child<IOne, One>, Mine.Child<int>] public partial class App; namespace Mine { [AttributeUsage(AttributeTargets.All)] public class Child<T> : Attribute; }" },
    };

    public static TheoryData<string, string> Refused => new()
    {
        { "RSL2001", "[Supervisor((SupervisionStrategy)7), Child<IOne, One>] public partial class App;" },
        { "RSL2001", "[Supervisor, Child<IOne, One>(MaxRestarts = -1)] public partial class App;" },
        { "RSL2010", "[Supervisor, Child<IOne, One>] public class App;" },
        { "RSL2010", "public class Outer { [Supervisor, Child<IOne, One>] public partial class App; }" },
        { "RSL2010", "[Supervisor, Child<IOne, One>] public partial class App<T>;" },
        { "RSL2010", "[Supervisor, SystemRoot, Child<IOne, One>] public partial class App;" },
        { "RSL2010", "[Supervisor, Child<IOne, One>] public partial class App { public void AddTo() { } }" },
        { "RSL2010", "[Supervisor, Child<IOne, One>] public partial class AddTo;" },
        { "RSL2011", "[Supervisor, Child<IDisposable, Gone>] public partial class App; public class Gone : IDisposable { public void Dispose() { } }" },
        { "RSL2011", "[Supervisor, Child<One>] public partial class App;" },
        { "RSL2012", "[Supervisor, Child<B>] public partial class A; [Supervisor, Child<C>] public partial class B; [Supervisor, Child<B>] public partial class C;" },
        { "RSL2012", "[Supervisor, Child<App>] public partial class App;" },
        { "RSL2013", "[Supervisor, Child<IOne, One>, Child<IOne, One>] public partial class App;" },
        { "RSL2014", "[Supervisor, Child<IOne, One>(Significant = true)] public partial class App;" },
        { "RSL2018", "[Supervisor, Child<IOne, IOne>] public partial class App;" },
        { "RSL0005", "[AutoRecover] public interface IOf<T> { Task GoAsync(); } public class Of : IOf<int> { public Task GoAsync() => Task.CompletedTask; } [Supervisor, Child<IOf<int>, Of>] public partial class App;" },
    };

    [Theory, MemberData(nameof(Built))]
    public void Legal_tree_is_built_and_compiles(string name, string source)
    {
        var run = Run(source);

        Assert.Null(run.Result.Exception);
        Assert.True(run.Complaints().Count == 0, name + "\n" + string.Join("\n", run.Complaints()));
        Assert.DoesNotContain("NotSupportedException", run.Files["Resile.Registration.g.cs"]);
        Assert.Contains(run.Files.Keys, static file => file.EndsWith(".Supervisor.g.cs", StringComparison.Ordinal) || file.EndsWith(".SystemRoot.g.cs", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Refused))]
    public void Tree_that_cannot_be_built_is_refused_by_rule_and_compiles(string rule, string source)
    {
        var run = Run(source);

        Assert.Null(run.Result.Exception);
        Assert.Contains($"NotSupportedException(\"{rule}: ", run.Files["Resile.Registration.g.cs"]);
        Assert.True(run.Complaints().Count == 0, string.Join("\n", run.Complaints()));
    }

    [Fact]
    public void Tree_typed_letter_by_letter_never_makes_the_generator_throw()
    {
        const string Tree =
            """
            [SystemRoot(MaxRestarts = 2), Child<Ordering>(Restart = ChildRestart.Transient)] public sealed partial class App;
            [Supervisor(SupervisionStrategy.RestForOne, WithinSeconds = 3)]
            [Child<IOne, One>, Child<ITwo, Any>(Significant = true)]
            public partial class Ordering;
            """;
        GeneratorRun? run = null;
        for (var length = 0; length <= Tree.Length; length++)
        {
            var compilation = GeneratorRun.Compile([GeneratorRun.Parse(Components + "\n" + Tree[..length], "Typed.cs")]);
            run = run is null ? GeneratorRun.Over(compilation) : run.Again(compilation);

            Assert.True(run.Result.Exception is null, $"{run.Result.Exception}\n{Tree[..length]}");
        }
    }

    [Fact]
    public void Children_start_in_the_order_in_which_their_constructors_need_each_other()
    {
        var run = Run(
            """
            [SystemRoot, Child<Late>, Child<IThree, Three>, Child<Early>] public partial class App;
            [Supervisor, Child<ITwo, Any>] public partial class Late;
            [Supervisor, Child<IOne, One>] public partial class Early;
            [AutoRecover] public interface IThree { Task GoAsync(); }
            public sealed class Three(IEnumerable<IOne> ones) : IThree { public Task GoAsync() => ones.First().GoAsync(); }
            """);

        var source = run.Files["App.SystemRoot.g.cs"];
        Assert.Empty(run.Complaints());
        Assert.Matches("(?s)Early.AddTo.*Late.AddTo.*IThree>\\(", source);
        Assert.Contains("<item>Late: ITwo takes IOne.</item>", source);
        Assert.Contains("<item>IThree (Three): takes IOne.</item>", source);
    }

    [Fact]
    public void Background_loop_of_a_contract_is_driven_in_a_tree_too()
    {
        var run = Run(
            """
            [Supervisor, Child<ILoop, Loop>] public partial class App;
            [AutoRecover] public interface ILoop { Task GoAsync(); [BackgroundLoop] ValueTask RunAsync(CancellationToken stop); }
            public sealed class Loop : ILoop { public Task GoAsync() => Task.CompletedTask; public ValueTask RunAsync(CancellationToken stop) => default; }
            """);

        Assert.Empty(run.Complaints());
        Assert.Contains(".Loop<global::ILoop>(static (component, stop) => component.RunAsync(stop).AsTask());", run.Files["App.Supervisor.g.cs"]);
        Assert.Contains(".Loop<global::ILoop>(static (component, stop) => component.RunAsync(stop).AsTask());", run.Files["Resile.Registration.g.cs"]);
    }

    [Fact]
    public void Pool_is_made_by_key_and_counts_as_one_child()
    {
        var run = Run(
            """
            [Supervisor(SupervisionStrategy.RestForOne)]
            [Child<ITwo, Uses>, ChildPool<IOne, Keyed, Guid>(Restart = ChildRestart.Temporary, MaxChildren = 9), Child<IThree, Three>]
            public partial class App;
            public sealed class Keyed(IThree three, Guid id, int most = 3) : IOne { public Task GoAsync() => id == default && most == 3 ? Task.CompletedTask : three.GoAsync(); }
            public sealed class Uses(Resile.Recovery.Pools.IComponentPool<IOne, Guid> pool) : ITwo { public Task GoAsync() => pool.Get(default).GoAsync(); }
            [AutoRecover] public interface IThree { Task GoAsync(); }
            public sealed class Three : IThree { public Task GoAsync() => Task.CompletedTask; }
            """);

        var source = run.Files["App.Supervisor.g.cs"];
        Assert.Empty(run.Complaints());
        Assert.Matches("(?s)IThree>\\(.*AddPool<global::IOne, global::System.Guid>\\(.*ITwo>\\(", source);
        Assert.Contains("static (services, key) => new global::Keyed(", source);
        Assert.Contains("            key),", source);
        Assert.Contains("options.Restart = global::Resile.ChildRestart.Temporary;", source);
        Assert.Contains("options.MaxChildren = 9;", source);
    }

    [Theory]
    [InlineData("public", true), InlineData("internal", false)]
    public void Contracts_and_trees_of_another_project_are_added_by_its_own_methods(string visibility, bool isBuilt)
    {
        var library = GeneratorRun.Over(GeneratorRun.Compile([GeneratorRun.Parse(
            $$"""
            namespace Lib;
            [AutoRecover] {{visibility}} interface IStore { Task GoAsync(); }
            {{visibility}} sealed class Store : IStore { public Task GoAsync() => Task.CompletedTask; }
            [Supervisor, Child<IStore, Store>] {{visibility}} sealed partial class Storing;
            [AutoRecover] public interface IOther { Task GoAsync(); }
            """, "Lib.cs")]).WithAssemblyName("Lib"));
        Assert.Empty(library.Complaints());
        using var image = new MemoryStream();
        Assert.True(library.Output.Emit(image, cancellationToken: TestContext.Current.CancellationToken).Success);

        var program = GeneratorRun.Over(GeneratorRun.Compile([GeneratorRun.Parse(
            """
            [SystemRoot, Child<IOne, One>, Child<Lib.Storing>] public partial class App;
            [Supervisor, Child<Lib.IOther, Other>(MaxRestarts = 2)] public partial class Others;
            public sealed class Other(Lib.IStore store) : Lib.IOther { public Task GoAsync() => store.GoAsync(); }
            """ + Components, "Program.cs")])
            .AddReferences(MetadataReference.CreateFromImage(image.ToArray())));

        Assert.Null(program.Result.Exception);
        if (isBuilt)
        {
            Assert.Empty(program.Complaints());
            Assert.Contains("global::Lib.Storing.AddTo(children);", program.Files["App.SystemRoot.g.cs"]);
            Assert.Contains("global::Microsoft.Extensions.DependencyInjection.LibResileExtensions.AddOther(", program.Files["Others.Supervisor.g.cs"]);
        }
    }

    [Fact]
    public void Contract_of_a_project_without_the_run_time_is_refused_by_name()
    {
        var library = GeneratorRun.Compile([GeneratorRun.Parse("namespace Lib; [AutoRecover] public interface IStore { Task GoAsync(); }", "Lib.cs")]);

        var program = GeneratorRun.Over(GeneratorRun.Compile([GeneratorRun.Parse(
            """
            [Supervisor, Child<Lib.IStore, Store>] public partial class App;
            public sealed class Store : Lib.IStore { public Task GoAsync() => Task.CompletedTask; }
            """, "Program.cs")]).AddReferences(library.WithAssemblyName("Lib").ToMetadataReference()));

        Assert.Contains("RSL2011: 'App' has the child 'Lib.IStore', for which nothing was generated in 'Lib'.", program.Files["Resile.Registration.g.cs"]);
        Assert.Empty(program.Complaints());
    }

    private static GeneratorRun Run(string source) =>
        GeneratorRun.Over("using K = Microsoft.Extensions.DependencyInjection.FromKeyedServicesAttribute;\n" + source + Components);
}
