namespace Resile.Analyzers.Tests;

/// <summary>The rules of trees that attributes declare.</summary>
public sealed class SupervisionRulesTests
{
    private const string Components =
        """

        [AutoRecover] public interface IOne { Task GoAsync(); }
        [AutoRecover] public interface ITwo { Task GoAsync(); }
        [AutoRecover] public interface IThree { Task GoAsync(); }
        public sealed class One : IOne { public Task GoAsync() => Task.CompletedTask; }
        public sealed class Two(IOne one) : ITwo { public Task GoAsync() => one.GoAsync(); }
        public sealed class Three(ITwo two) : IThree { public Task GoAsync() => two.GoAsync(); }
        """;

    [Fact]
    public Task Tree_that_can_be_built_is_accepted() => VerifyAsync(
        """
        [SystemRoot(MaxRestarts = 1), Child<Ordering>(Restart = ChildRestart.Transient), Child<IThree, Three>]
        public static partial class App;
        [Supervisor(SupervisionStrategy.RestForOne, MaxRestarts = 5, WithinSeconds = 30, AutoShutdown = AutoShutdown.AnySignificant)]
        [Child<ITwo, Two>(Restart = ChildRestart.Transient, Significant = true), ChildPool<IOne, One, Guid>(Restart = ChildRestart.Temporary, MaxChildren = 7)]
        public sealed partial class Ordering;
        [Supervisor] internal partial record Empty;
        """);

    [Theory]
    [InlineData("{|RSL2001:Supervisor((SupervisionStrategy)3)|}, Child<IOne, One>")]
    [InlineData("{|RSL2001:Supervisor(MaxRestarts = -1)|}, Child<IOne, One>")]
    [InlineData("{|RSL2001:Supervisor(WithinSeconds = 0)|}, Child<IOne, One>")]
    [InlineData("{|RSL2001:Supervisor(AutoShutdown = (AutoShutdown)9)|}, Child<IOne, One>(Restart = ChildRestart.Transient, Significant = true)")]
    [InlineData("{|RSL2001:SystemRoot(MaxRestarts = 1001)|}, Child<IOne, One>")]
    [InlineData("Supervisor, {|RSL2001:Child<IOne, One>(Restart = (ChildRestart)3)|}")]
    [InlineData("Supervisor, {|RSL2001:Child<IOne, One>(WithinSeconds = 86401)|}")]
    [InlineData("Supervisor, {|RSL2001:ChildPool<IOne, One, int>(MaxChildren = -1)|}")]
    public Task Value_that_makes_no_sense_is_RSL2001(string attributes) => VerifyAsync($"[{attributes}] public sealed partial class App;");

    [Fact]
    public Task Class_that_cannot_be_completed_is_RSL2010() => VerifyAsync(
        """
        [Supervisor] public class {|RSL2010:NotPartial|};
        [Supervisor] public partial class {|RSL2010:Generic|}<T>;
        [Supervisor, SystemRoot] public partial class {|RSL2010:Both|};
        [Child<IOne, One>] public partial class {|RSL2010:Neither|};
        [Supervisor] file partial class {|RSL2010:Local|};
        [Supervisor] public partial class {|RSL2010:System|};
        [Supervisor] public partial class {|RSL2010:Taken|} { public int AddTo => 1; }
        [Supervisor] public partial class {|RSL2010:Inherits|} : Taken;
        public class Outer { [Supervisor] public partial class {|RSL2010:Nested|}; }
        [Supervisor] public partial class Generated { [global::System.CodeDom.Compiler.GeneratedCode("Resile.Generators", "1")] public static void AddTo() { } }
        """);

    [Theory]
    [InlineData("Child<IPlain, Plain>")]
    [InlineData("Child<Plain, Plain>")]
    [InlineData("ChildPool<IPlain, Plain, int>")]
    [InlineData("Child<Plain>")]
    [InlineData("Child<IOne>")]
    [InlineData("Child<Root>")]
    public Task Child_that_is_neither_contract_nor_supervisor_is_RSL2011(string child) => VerifyAsync(
        $$"""
        [Supervisor, {|RSL2011:{{child}}|}] public sealed partial class App;
        [SystemRoot] public sealed partial class Root;
        public interface IPlain; public class Plain : IPlain;
        """);

    [Fact]
    public Task Class_that_does_not_implement_the_contract_is_the_compiler_s_to_complain_of() => VerifyAsync(
        "[Supervisor, Child<ITwo, {|CS0311:One|}>, Child<{|CS0246:IUnknown|}, {|CS0311:One|}>, Child<IOne, {|CS0246:Unknown|}>] public sealed partial class App;");

    [Fact]
    public Task Supervisors_that_contain_each_other_are_RSL2012_once() => VerifyAsync(
        """
        [{|RSL2012:Supervisor|}, Child<B>] public sealed partial class A;
        [Supervisor, Child<C>] public sealed partial class B;
        [Supervisor, Child<A>] public sealed partial class C;
        [Supervisor, Child<IOne, One>] public sealed partial class Outside;
        [{|RSL2012:Supervisor|}, Child<Alone>] public sealed partial class Alone;
        """);

    [Fact]
    public Task Constructors_that_need_each_other_are_RSL2012() => VerifyAsync(
        """
        [{|RSL2012:Supervisor|}, Child<IOne, Circle>, Child<ITwo, Two>] public sealed partial class Flat;
        [{|RSL2012:SystemRoot|}, Child<Left>, Child<Right>] public sealed partial class App;
        [Supervisor, Child<ITwo, Two>, Child<IFour, Four>] public sealed partial class Left;
        [Supervisor, Child<IOne, One>, Child<IThree, Three>] public sealed partial class Right;
        [{|RSL2012:Supervisor|}, Child<Before>, Child<After>] public sealed partial class Nested;
        [Supervisor, Child<IFive, Five>] public sealed partial class Before;
        [Supervisor, Child<ISix, Six>] public sealed partial class After;
        [Supervisor, {|RSL2012:Child<ISelf, Self>|}] public sealed partial class Own;
        [Supervisor, Child<ISelf, Later>] public sealed partial class Fine;
        public sealed class Circle(ITwo two) : IOne { public Task GoAsync() => two.GoAsync(); }
        [AutoRecover] public interface IFour { Task GoAsync(); }
        public sealed class Four(IThree three) : IFour { public Task GoAsync() => three.GoAsync(); }
        [AutoRecover] public interface IFive { Task GoAsync(); }
        public sealed class Five(ISix[] many, System.Collections.Generic.IEnumerable<ISix> six) : IFive { public Task GoAsync() => Task.FromResult((many, six)); }
        [AutoRecover] public interface ISix { Task GoAsync(); }
        public sealed class Six(IFive five) : ISix { public Task GoAsync() => five.GoAsync(); }
        [AutoRecover] public interface ISelf { Task GoAsync(); }
        public sealed class Self(ISelf self) : ISelf { public Task GoAsync() => self.GoAsync(); }
        public sealed class Later(Lazy<ISelf> self, Func<ISelf> make) : ISelf { public Task GoAsync() => (self.Value ?? make()).GoAsync(); }
        """);

    [Fact]
    public Task Child_that_stands_in_a_tree_twice_is_RSL2013() => VerifyAsync(
        """
        [Supervisor, Child<IOne, One>, {|RSL2013:Child<IOne, One>|}] public sealed partial class Same;
        [Supervisor, Child<IOne, One>, {|RSL2013:Child<Below>|}] public sealed partial class Above;
        [Supervisor, Child<ITwo, Two>, ChildPool<IOne, One, int>, {|RSL2013:Child<IOne, One>|}] public sealed partial class Below2;
        [Supervisor, Child<IThree, Three>, Child<IOne, One>] public sealed partial class Below;
        [Supervisor, Child<IThree, Three>, {|RSL2013:Child<Names.IThree, Names.Three>|}] public sealed partial class Homonyms;
        [Supervisor, {|RSL2013:Child<Names.Homonyms2>|}] public sealed partial class Homonyms2;
        """,
        """
        using System.Threading.Tasks;
        using Resile;
        namespace Acme.Names;
        [Supervisor] public sealed partial class Homonyms2;
        [AutoRecover] public interface IThree { Task GoAsync(); }
        public sealed class Three : IThree { public Task GoAsync() => Task.CompletedTask; }
        """);

    [Fact]
    public Task Supervisor_under_two_others_is_RSL2013() => VerifyAsync(
        """
        [Supervisor, Child<Shared>] public sealed partial class First;
        [Supervisor, {|RSL2013:Child<Shared>|}] public sealed partial class Second;
        [Supervisor, Child<IOne, One>] public sealed partial class Shared;
        [SystemRoot, Child<Left>, {|RSL2013:Child<Right>|}] public sealed partial class App;
        [Supervisor, Child<Deep>] public sealed partial class Left;
        [Supervisor, Child<Deep>] public sealed partial class Right;
        [Supervisor, Child<ITwo, Two>] public sealed partial class Deep;
        """);

    [Fact]
    public Task Permanent_child_that_is_significant_is_RSL2014() => VerifyAsync(
        """
        [Supervisor(AutoShutdown = AutoShutdown.AnySignificant), {|RSL2014:Child<IOne, One>(Significant = true)|}, {|RSL2014:Child<Below>(Significant = true)|}]
        public sealed partial class App;
        [Supervisor(AutoShutdown = AutoShutdown.AllSignificant), Child<ITwo, Two>(Significant = true, Restart = ChildRestart.Temporary)] public sealed partial class Below;
        """);

    [Fact]
    public Task Significance_without_effect_is_RSL2015() => VerifyAsync(
        """
        [{|RSL2015:Supervisor(AutoShutdown = AutoShutdown.AnySignificant)|}, Child<IOne, One>] public sealed partial class Ends;
        [Supervisor, {|RSL2015:Child<ITwo, Two>(Significant = true, Restart = ChildRestart.Transient)|}] public sealed partial class Stays;
        [SystemRoot, {|RSL2015:Child<IThree, Three>(Significant = true, Restart = ChildRestart.Transient)|}] public sealed partial class Root;
        """);

    [Fact]
    public Task Tree_that_takes_longer_to_end_than_its_host_waits_is_RSL2016_at_its_top() => VerifyAsync(
        """
        [{|RSL2016:SystemRoot|}, Child<Slow>, Child<IOne, One>] public sealed partial class App;
        [Supervisor, Child<ILong, Long>] public sealed partial class Slow;
        [AutoRecover(ShutdownMs = 25_001)] public interface ILong { Task GoAsync(); }
        public sealed class Long : ILong { public Task GoAsync() => Task.CompletedTask; }
        [Supervisor, Child<IExact, Exact>, Child<ITwo, Two>] public sealed partial class Fine;
        [AutoRecover(ShutdownMs = 25_000)] public interface IExact { Task GoAsync(); }
        public sealed class Exact : IExact { public Task GoAsync() => Task.CompletedTask; }
        """);

    [Fact]
    public Task Tree_that_hides_too_many_failures_is_RSL2017_at_its_top() => VerifyAsync(
        """
        [{|RSL2017:Supervisor(MaxRestarts = 9)|}, Child<Below>] public sealed partial class App;
        [Supervisor(MaxRestarts = 0), Child<IOne, One>(MaxRestarts = 10)] public sealed partial class Below;
        [Supervisor(MaxRestarts = 9), Child<ITwo, Two>(MaxRestarts = 9)] public sealed partial class Hundred;
        [Supervisor(MaxRestarts = 1000), Child<IThree, Three>(Restart = ChildRestart.Temporary, MaxRestarts = 1000)] public sealed partial class Never;
        """);

    [Theory]
    [InlineData("abstract class Odd : IOne { public abstract Task GoAsync(); }")]
    [InlineData("class Odd : IOne { private Odd() { } public Task GoAsync() => Task.CompletedTask; }")]
    [InlineData("class Odd : IOne { public Odd() { } public Odd(int a) { } public Task GoAsync() => Task.CompletedTask; }")]
    [InlineData("class Odd(ref int a) : IOne { public int B = a; public Task GoAsync() => Task.CompletedTask; }")]
    [InlineData("class Odd(Span<int> a) : IOne { public int B = a.Length; public Task GoAsync() => Task.CompletedTask; }")]
    [InlineData("class Odd : IOne { public required int A { get; init; } public Task GoAsync() => Task.CompletedTask; }")]
    public Task Implementation_that_generated_code_cannot_make_is_RSL2018(string implementation) => VerifyAsync(
        $$"""
        [Supervisor, {|RSL2018:Child<IOne, Odd>|}] public sealed partial class App;
        public {{implementation}}
        """);

    [Fact]
    public Task Interface_hidden_class_and_key_taken_twice_are_RSL2018() => VerifyAsync(
        """
        [Supervisor, {|RSL2018:Child<IOne, IOne>|}, {|RSL2018:Child<ITwo, Hidden>|}, {|RSL2018:ChildPool<IThree, Keyed, int>|}] public sealed partial class App;
        [Supervisor, ChildPool<IThree, Keyed, long>] public sealed partial class Fine;
        file sealed class Hidden : ITwo { public Task GoAsync() => Task.CompletedTask; }
        public sealed class Keyed(int one, int two) : IThree { public Task GoAsync() => Task.FromResult(one + two); }
        """);

    [Fact]
    public Task Component_that_takes_another_s_implementation_is_RSL2019() => VerifyAsync(
        """
        [Supervisor, Child<IOne, One>, {|RSL2019:Child<ITwo, Raw>|}, Child<IThree, Three>] public sealed partial class App;
        public sealed class Raw(One one) : ITwo { public Task GoAsync() => one.GoAsync(); }
        """);

    [Fact]
    public Task Second_root_of_a_project_is_RSL2020() => VerifyAsync(
        """
        [SystemRoot, Child<IOne, One>] public sealed partial class App;
        [{|RSL2020:SystemRoot|}, Child<ITwo, Two>] public sealed partial class Other;
        """);

    private static Task VerifyAsync(string source, params string[] others) => ContractVerifier.VerifyAsync(source + Components, others);
}
