using Resile.Analyzers.CodeFixes.Recovery;

namespace Resile.Analyzers.Tests.CodeFixes;

/// <summary>Mends supervised contracts and trees.</summary>
public sealed class RecoveryFixTests
{
    private const string Components =
        """

        [AutoRecover] public interface IOne { Task GoAsync(); }
        public sealed class One : IOne { public Task GoAsync() => Task.CompletedTask; }
        """;

    [Fact]
    public Task Value_that_makes_no_sense_is_left_out() => VerifyAsync(
        "RSL2001.UseDefault",
        """
        [AutoRecover(HangAfterMs = -1)] public interface {|RSL2001:IA|};
        [AutoRecover(ShutdownMs = 5, QueueLimit = -1)] public interface {|RSL2001:IB|} { [Idempotent(Replays = 1)] Task AAsync(); }
        [AutoRecover] public interface IC { [Idempotent(Replays = 99)] Task {|RSL2001:AAsync|}(); }
        [AutoRecover(Pending = (PendingCalls)9)] public interface {|RSL2001:ID|};
        [Supervisor, {|RSL2001:Child<IOne, One>(MaxRestarts = -1, WithinSeconds = 5)|}] public sealed partial class App;
        [{|RSL2001:Supervisor(WithinSeconds = 0)|}] public sealed partial class Other;
        """,
        """
        [AutoRecover] public interface IA;
        [AutoRecover(ShutdownMs = 5)] public interface IB { [Idempotent(Replays = 1)] Task AAsync(); }
        [AutoRecover] public interface IC { [Idempotent] Task AAsync(); }
        [AutoRecover] public interface ID;
        [Supervisor, Child<IOne, One>(WithinSeconds = 5)] public sealed partial class App;
        [Supervisor] public sealed partial class Other;
        """);

    [Theory]
    [InlineData("RSL2002.KeepFirst", "On<TimeoutException>(FailureAction.Score)")]
    [InlineData("RSL2002.KeepLast", "On<TimeoutException>(FailureAction.Restart)")]
    public Task Exception_has_one_answer(string key, string kept) => VerifyAsync(
        key,
        "[AutoRecover, On<TimeoutException>(FailureAction.Score)][On<ArgumentException>(FailureAction.Score), On<TimeoutException>(FailureAction.Restart)] public interface {|RSL2002:IA|};",
        key.EndsWith("First", StringComparison.Ordinal)
            ? $"[AutoRecover, {kept}][On<ArgumentException>(FailureAction.Score)] public interface IA;"
            : $"[AutoRecover][On<ArgumentException>(FailureAction.Score), {kept}] public interface IA;");

    [Fact]
    public Task Loop_takes_a_token_and_returns_a_task() => VerifyAsync(
        "RSL2003.WriteLoop",
        """
        [AutoRecover] public interface IA { [BackgroundLoop] Task {|RSL2003:AAsync|}(string folder); }
        [AutoRecover] public interface IB { [BackgroundLoop] Task<int> {|RSL2003:AAsync|}(int a, CancellationToken stop = default); }
        [AutoRecover] public interface IC { [BackgroundLoop] ValueTask {|RSL2003:AAsync|}(); }
        """,
        """
        [AutoRecover] public interface IA { [BackgroundLoop] Task AAsync(CancellationToken cancellationToken); }
        [AutoRecover] public interface IB { [BackgroundLoop] Task AAsync(CancellationToken stop = default); }
        [AutoRecover] public interface IC { [BackgroundLoop] ValueTask AAsync(CancellationToken cancellationToken); }
        """);

    [Fact]
    public Task Supervisor_is_made_partial() => VerifyAsync(
        "RSL2010.MakePartial",
        """
        [Supervisor, Child<IOne, One>] public sealed class {|RSL2010:App|};
        [Supervisor]
        // Nothing yet.
        public record class {|RSL2010:Other|};
        """,
        """
        [Supervisor, Child<IOne, One>] public sealed partial class App;
        [Supervisor]
        // Nothing yet.
        public partial record class Other;
        """);

    [Fact]
    public Task Supervisor_is_made_internal() => VerifyAsync(
        "RSL2010.MakeInternal", "[Supervisor] file sealed partial class {|RSL2010:App|};", "[Supervisor] internal sealed partial class App;");

    [Theory]
    [InlineData("RSL2010.RemoveSupervisor", "[SystemRoot]")]
    [InlineData("RSL2010.RemoveSystemRoot", "[Supervisor]")]
    public Task Supervisor_is_a_root_or_none(string key, string after) => VerifyAsync(
        key, "[Supervisor, SystemRoot] public sealed partial class {|RSL2010:App|};", after + " public sealed partial class App;");

    [Fact]
    public Task Class_with_children_is_made_a_supervisor() => VerifyAsync(
        "RSL2010.AddSupervisor", "[Child<IOne, One>] public sealed partial class {|RSL2010:App|};", "[Child<IOne, One>, Supervisor] public sealed partial class App;");

    [Fact]
    public Task Child_is_made_one() => VerifyAsync(
        "RSL2011.PutAttribute",
        """
        [Supervisor, {|RSL2011:Child<IPlain, Plain>|}, {|RSL2011:Child<Below>|}] public sealed partial class App;
        public class Plain : IPlain;
        """,
        """
        [Supervisor, Child<IPlain, Plain>, Child<Below>] public sealed partial class App;
        public class Plain : IPlain;
        """,
        "namespace Acme;\n\n/// <summary>A shelf.</summary>\npublic interface IPlain;\npublic sealed class Below;\n",
        "using Resile;\n\nnamespace Acme;\n\n/// <summary>A shelf.</summary>\n[AutoRecover]\npublic interface IPlain;\n[Supervisor]\npublic sealed partial class Below;\n");

    [Fact]
    public Task Child_that_is_none_is_taken_out() => VerifyAsync(
        "RSL2011.TakeOut",
        """
        [Supervisor, {|RSL2011:Child<IPlain, Plain>|}]
        [{|RSL2011:Child<Plain>|}]
        public sealed partial class App;
        public interface IPlain; public class Plain : IPlain;
        """,
        """
        [Supervisor]
        public sealed partial class App;
        public interface IPlain; public class Plain : IPlain;
        """);

    [Fact]
    public Task Child_that_stands_in_a_tree_twice_is_taken_out() => VerifyAsync(
        "RSL2013.TakeOut",
        """
        [Supervisor, Child<IOne, One>, {|RSL2013:Child<IOne, One>(MaxRestarts = 1)|}] public sealed partial class App;
        [Supervisor, Child<Shared>] public sealed partial class First;
        [Supervisor, {|RSL2013:Child<Shared>|}] public sealed partial class Second;
        [Supervisor] public sealed partial class Shared;
        """,
        """
        [Supervisor, Child<IOne, One>] public sealed partial class App;
        [Supervisor, Child<Shared>] public sealed partial class First;
        [Supervisor] public sealed partial class Second;
        [Supervisor] public sealed partial class Shared;
        """);

    [Theory]
    [InlineData("RSL2014.MakeTransient", "(Significant = true, Restart = ChildRestart.Transient)", "(Restart = ChildRestart.Transient, Significant = true)")]
    [InlineData("RSL2014.MakeTemporary", "(Significant = true, Restart = ChildRestart.Temporary)", "(Restart = ChildRestart.Temporary, Significant = true)")]
    public Task Significant_child_can_end_for_good(string key, string first, string second) => VerifyAsync(
        key,
        """
        [Supervisor(AutoShutdown = AutoShutdown.AnySignificant), {|RSL2014:Child<IOne, One>(Significant = true)|}] public sealed partial class App;
        [Supervisor(AutoShutdown = AutoShutdown.AnySignificant), {|RSL2014:Child<IOne, One>(Restart = ChildRestart.Permanent, Significant = true)|}] public sealed partial class Other;
        """,
        $$"""
        [Supervisor(AutoShutdown = AutoShutdown.AnySignificant), Child<IOne, One>{{first}}] public sealed partial class App;
        [Supervisor(AutoShutdown = AutoShutdown.AnySignificant), Child<IOne, One>{{second}}] public sealed partial class Other;
        """);

    [Fact]
    public Task Permanent_child_is_not_significant() => VerifyAsync(
        "RSL2014.RemoveSignificant",
        "[Supervisor, {|RSL2014:Child<IOne, One>(Significant = true)|}] public sealed partial class App;",
        "[Supervisor, Child<IOne, One>] public sealed partial class App;");

    [Fact]
    public Task Significance_without_effect_is_removed() => VerifyAsync(
        "RSL2015.RemoveSignificant",
        "[Supervisor, {|RSL2015:Child<IOne, One>(Restart = ChildRestart.Transient, Significant = true)|}] public sealed partial class App;",
        "[Supervisor, Child<IOne, One>(Restart = ChildRestart.Transient)] public sealed partial class App;");

    [Fact]
    public Task Shutdown_that_nothing_brings_about_is_removed() => VerifyAsync(
        "RSL2015.RemoveAutoShutdown",
        "[{|RSL2015:Supervisor(SupervisionStrategy.OneForAll, AutoShutdown = AutoShutdown.AnySignificant)|}, Child<IOne, One>] public sealed partial class App;",
        "[Supervisor(SupervisionStrategy.OneForAll), Child<IOne, One>] public sealed partial class App;");

    [Fact]
    public Task Second_root_is_put_under_the_first() => VerifyAsync(
        "RSL2020.PutUnderRoot",
        """
        [SystemRoot] public sealed partial class App;
        [{|RSL2020:SystemRoot(MaxRestarts = 2)|}, Child<IOne, One>] public sealed partial class Other;
        """,
        """
        [SystemRoot, Child<Other>] public sealed partial class App;
        [Supervisor(MaxRestarts = 2), Child<IOne, One>] public sealed partial class Other;
        """);

    [Fact]
    public Task Nothing_is_offered_where_a_person_has_to_decide() => FixVerifier.VerifyNoneAsync<RecoveryCodeFixProvider>(
        """
        [{|RSL2001:Supervisor((SupervisionStrategy)9)|}] public sealed partial class App;
        [AutoRecover, On<Hidden>(FailureAction.Score)] public interface {|RSL2002:IA|} { [BackgroundLoop] Task AAsync(CancellationToken a); [BackgroundLoop] Task {|RSL2003:BAsync|}(CancellationToken a); }
        file sealed class Hidden : Exception;
        [Supervisor] public partial class {|RSL2010:Generic|}<T>;
        """ + Components);

    private static Task VerifyAsync(string key, string before, string after, string? other = null, string? otherAfter = null) =>
        FixVerifier.VerifyAsync<RecoveryCodeFixProvider>(key, before + Components, after + Components, other, otherAfter);
}
