using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Resile.Generators.Tests;

/// <summary>Any interface that the compiler accepts is served, or refused by name; either way the project compiles without a warning.</summary>
public sealed class OddContractTests
{
    private static readonly string[] Attributes = ["[AutoRecover]", "[DurableMessage]", "[LoadBalanced(\"orders\")]"];

    public static TheoryData<string, string> Legal => new()
    {
        { "parts", "ATTRIBUTE public partial interface IOrders { [Get(\"/a\")] Task GoAsync(int id); } public partial interface IOrders { [Get(\"/b\")] Task StopAsync(); }" },
        { "names that differ in case", "ATTRIBUTE public interface IOrders { [Get(\"/a\")] Task GoAsync(int id); } ATTRIBUTE public interface IORDERS { [Get(\"/a\")] Task GoAsync(int id); }" },
        { "names that give the same ones", "ATTRIBUTE public interface IOrders { [Get(\"/a\")] Task GoAsync(int id); } ATTRIBUTE public interface Orders { [Get(\"/a\")] Task GoAsync(int id); }" },
        { "nested, with a name that gives the same", "public class Shop { ATTRIBUTE public interface IOrders { [Get(\"/a\")] Task GoAsync(int id); } } ATTRIBUTE public interface IShopOrders { [Get(\"/a\")] Task GoAsync(int id); }" },
        { "taken names", "ATTRIBUTE public interface IOrders { [Get(\"/a\")] Task GoAsync(int a, string b); } public class OrdersBalanced; public class OrdersSupervised; public class OrdersMessages; public class OrdersGo;" },
        { "names of members", "ATTRIBUTE public interface IOrders { [Get(\"/a\")] Task Contract(int id); [Get(\"/b\")] Task ExceptionActions(); [Get(\"/c\")] Task SetDefaults(Resile.Recovery.AutoRecoverOptions id); [Get(\"/d\")] Task Equals(int id); [Get(\"/e\")] Task MemberwiseClone(); [Get(\"/f\")] Task OrdersSender(int id); [Get(\"/g\")] Task OrdersMessages(); [Get(\"/h\")] Task Map(); }" },
        { "overloads", "ATTRIBUTE public interface IOrders { [Post(\"/a\")] Task GoAsync(A a); [Post(\"/b\")] Task GoAsync(B b); [Post(\"/c\")] Task Go(int a, int b); [Post(\"/d\")] Task Go2Call(int a); [Post(\"/e\")] Task GoOperation(int a); } public record A; public record B;" },
        { "parameters like members", "ATTRIBUTE public interface IOrders { [Post(\"/a\")] Task GoAsync(int _channel, int _cell, int _sender, int Write, int InvokeAsync, int ToString, int OrdersMessages, int await, int clone, int equalityContract); }" },
        { "parameters that differ in case", "ATTRIBUTE public interface IOrders { [Post(\"/a\")] Task GoAsync(int id, int Id, int _id); }" },
        { "tokens", "ATTRIBUTE public interface IOrders { [Get(\"/a\")] Task GoAsync(CancellationToken one, CancellationToken two); [Get(\"/b\")] Task StopAsync(CancellationToken? one); [Get(\"/c\")] Task RestAsync(CancellationToken first, int last = 1); }" },
        { "disposable", "ATTRIBUTE public interface IOrders : IDisposable { [Get(\"/a\")] Task GoAsync(); } ATTRIBUTE public interface IBills : IAsyncDisposable { [Get(\"/a\")] Task GoAsync(); }" },
        { "implementation taken back", "public interface IBase { Task BaseAsync(); } public interface IMid : IBase { Task IBase.BaseAsync() => Task.CompletedTask; } ATTRIBUTE public interface IOrders : IMid { abstract Task IBase.BaseAsync(); }" },
        { "implementation below", "public interface IBase { Task BaseAsync(); int P { get; } event EventHandler E; } ATTRIBUTE public interface IOrders : IBase { Task IBase.BaseAsync() => Task.CompletedTask; int IBase.P => 1; event EventHandler IBase.E { add { } remove { } } }" },
        { "diamond", "public interface IBase { [Get(\"/base\")] Task BaseAsync(); } public interface ILeft : IBase { [Get(\"/l\")] Task<int> SameAsync(); } public interface IRight : IBase { [Get(\"/r\")] Task<string> SameAsync(); } ATTRIBUTE public interface IOrders : ILeft, IRight;" },
        { "twins", "public interface IA { [Post(\"/a\")] Task GoAsync(List<(int a, int b)> x); [Post(\"/c\")] Task RunAsync(object x); } public interface IB { [Post(\"/b\")] Task GoAsync(List<(int c, int d)> x); [Post(\"/d\")] Task RunAsync(dynamic? x); } ATTRIBUTE public interface IOrders : IA, IB;" },
        { "generic base", "public interface IRead<T> { [Get(\"/{id}\")] Task<T?> ReadAsync(int id); [Put(\"/{id}\")] Task WriteAsync(int id, T value); } ATTRIBUTE public interface IOrders : IRead<List<(int a, string? b)>>, IRead<string?>;" },
        { "accessibility", "ATTRIBUTE public interface IOrders { [Get(\"/a\")] protected Task AAsync(); [Get(\"/b\")] internal Task BAsync(); [Get(\"/c\")] protected internal Task CAsync(); [Get(\"/d\")] private protected Task DAsync(); private Task E() => Task.CompletedTask; const int F = 1; class G; }" },
        { "statics", "public interface IStatic { static abstract int X { get; } } ATTRIBUTE public interface IOrders : IStatic { [Get(\"/a\")] Task GoAsync(); static virtual int Y => 1; }" },
        { "generic, and a namesake that is not", "ATTRIBUTE public interface IOrders<T> where T : class { [Get(\"/a\")] Task<T> GoAsync(int id); } ATTRIBUTE public interface IOrders { [Get(\"/a\")] Task GoAsync(int id); }" },
        { "containers", "public class Open<T> { ATTRIBUTE public interface IA { [Get(\"/a\")] Task<T> GoAsync(); } } public class Shut { private class In { ATTRIBUTE public interface IB; } ATTRIBUTE protected internal interface IC; } ATTRIBUTE file interface ID;" },
        { "escaped", "ATTRIBUTE public interface @interface { [Post(\"/a\")] Task @goto(int id, @class @event); } ATTRIBUTE public interface I { [Get(\"/a/{größe}\")] Task ÖffneAsync(int größe); } public sealed record @class(int @int);" },
        { "obsolete", "[Obsolete(\"x\", true)] ATTRIBUTE public interface IOrders { [Get(\"/a\")] Task GoAsync(); } ATTRIBUTE public interface IBills { [Obsolete(\"y\", true), Post(\"/b\")] Task StopAsync(Old old); [Obsolete(\"z\", DiagnosticId = \"MY1\"), Get(\"/c\")] Task Rest(); } [Obsolete(\"x\", true)] public class Old;" },
        { "experimental", "[System.Diagnostics.CodeAnalysis.Experimental(\"MY2\")] ATTRIBUTE public interface IOrders { [Get(\"/a\")] Task GoAsync(); } ATTRIBUTE public interface IBills { [System.Diagnostics.CodeAnalysis.Experimental(\"MY3\"), Get(\"/a\")] Task GoAsync(); }" },
        { "nullability", "ATTRIBUTE public interface IOrders { [return: System.Diagnostics.CodeAnalysis.NotNull] [Get(\"/a\")] Task<string?> A([System.Diagnostics.CodeAnalysis.DisallowNull] string? a); [Post(\"/b\")] Task B([System.Diagnostics.CodeAnalysis.AllowNull] string b); [Post(\"/c\")] Task C(P? p); } public class P;" },
        { "pointers", "ATTRIBUTE public unsafe interface IOrders { [Post(\"/a\")] Task A(int* a); [Post(\"/b\")] Task B(int*[] a); [Post(\"/c\")] Task C(delegate*<int, void>[] a); [Get(\"/d\")] Task<int*[]> D(); int*[] E { get; } int* F(); }" },
        { "references", "ATTRIBUTE public interface IOrders { Task A(ref int a); Task B(in int a); Task C(out int a); Task D(ref readonly int a); ref int E(); ref Task G(); Task H(scoped Span<int> s); void I([System.Diagnostics.CodeAnalysis.UnscopedRef] out int i); Task J(int a, __arglist); Task K(params ReadOnlySpan<int> a); }" },
        { "dynamic", "ATTRIBUTE public interface IOrders { [Post(\"/a\")] Task<dynamic> AAsync([Body] dynamic a); [Post(\"/b\")] Task<List<dynamic?>> BAsync(Dictionary<string, dynamic> b, [Query] int c); [Post(\"/c\")] Task<@dynamic> CAsync(@dynamic a); } public class @dynamic;" },
        { "type parameters", "public class T; ATTRIBUTE public interface IOrders { Task B<T>(T? a) where T : struct; Task C<T>(T? a) where T : class?; Task E<T, U>(T? a, U? b) where T : U where U : class; Task G<T>(T? a) where T : Exception; Task H<T>(T? a) where T : Enum; Task I<T>(T[]? a, T?[] b); void K<T>(in T a) where T : allows ref struct; Task P<T>(T? a) where T : IDisposable?; }" },
        { "constants", "ATTRIBUTE public interface IOrders { [Post(\"/a\")] Task GoAsync(int a = -1, double c = double.NaN, decimal e = 1.5m, char f = '\\'', string g = \"a\\\"\\n\", DayOfWeek i = (DayOfWeek)99, int? j = null, DateTime k = default, ulong p = ulong.MaxValue, nint q = 5, params int[] t); }" },
        { "contracts whose methods would have one name", "ATTRIBUTE public interface IOrder { [Post(\"/a\")] Task EventsAsync(int a, int b); [Post(\"/b\")] Task SenderAsync(int a, int b); [Post(\"/c\")] Task PlacedAsync(int a, int b); } ATTRIBUTE public interface IOrderEvents { [Post(\"/a\")] Task GoAsync(int a); } ATTRIBUTE public interface IOrderPlacedHandler { [Post(\"/a\")] Task GoAsync(int a); }" },
        { "hostile types", "ATTRIBUTE public interface IOrders { [Post(\"/a\")] Task GoAsync(int a, P p); } public class P; public class System; public class Resile; public class Microsoft; public class Task<T>;" },
        { "values", "[Deadline(\"soon\")] ATTRIBUTE public interface IOrders { [Get(\"/a\")] Task GoAsync(); } ATTRIBUTE public interface IBills { [Get(\"/a&b\"), Deadline(\"5\")] Task GoAsync(); [Get(\"/b\")] Task StopAsync([Header(\"\")] string a); [Get(\"/c\")] Task RestAsync([Header(\"X Y\\n\")] string a); [Get(\"/d\")] Task RunAsync([Query(\"\")] int a); }" },
        { "newest", "ATTRIBUTE public partial interface IOrders { [Post(\"/a\")] Task GoAsync(P p); private partial Task HelpAsync(); private partial Task HelpAsync() => Task.CompletedTask; static partial int Count { get; } static partial int Count => 1; } public record P { public string Name { get => field ?? \"\"; init; } = \"a\"; } public static class More { extension(IOrders orders) { public Task AgainAsync() => orders.GoAsync(new P()); public int Twice => 2; } }" },
        { "named arguments", "ATTRIBUTE public interface IOrders { [Get(route: \"/a/{id}\"), Deadline(duration: \"5s\"), Obsolete(error: false, message: \"x\")] Task GoAsync([Query(name: \"q\")] int id, int q = 1); }" },
        { "payloads", "ATTRIBUTE public interface IOrders { [Post(\"/a\")] Task AAsync(A a); [Post(\"/b\")] Task BAsync(B b); [Post(\"/c\")] Task CAsync(C c); [Post(\"/d\")] Task DAsync(D<A> d); [Post(\"/e\")] Task EAsync(E e); } public record A(int Id); public readonly record struct B(int Id, A? A); public class C { public required string Name { get; init; } public Dictionary<string, List<A?>>? All { get; set; } } public record D<T>(T Value); [System.Text.Json.Serialization.JsonDerivedType(typeof(F), \"f\")] public abstract record E; public sealed record F(int Id) : E;" },
        { "languages", "ATTRIBUTE public interface IOrders { [Post(\"/a\")] Task GoAsync(uint a, ulong b); }" },
    };

    [Theory, MemberData(nameof(Legal))]
    public void Legal_contract_is_served_or_refused_and_compiles(string name, string source)
    {
        foreach (var attribute in Attributes)
        {
            var own = name == "languages" ? "[assembly: CLSCompliant(true)]\n" : "";
            var run = GeneratorRun.Over(own + "namespace Acme;\n" + source.Replace("ATTRIBUTE", attribute, StringComparison.Ordinal));

            Assert.Null(run.Result.Exception);
            Assert.Contains(run.Files.Keys, static file => file == "Resile.Registration.g.cs");
            Assert.Empty(run.Input.GetDiagnostics(TestContext.Current.CancellationToken).Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error
                && !diagnostic.Id.StartsWith("MY", StringComparison.Ordinal)));
            Assert.True(run.Complaints().Count == 0, $"{attribute} {string.Join("\n", run.Complaints())}");
        }
    }

    [Fact]
    public async Task Type_behind_an_extern_alias_is_refused_by_name_and_compiles()
    {
        var legacy = GeneratorRun.Compile([GeneratorRun.Parse("namespace Legacy; public sealed record Order(int Id); public interface IRead;", "Legacy.cs")]).WithAssemblyName("Legacy")
            .ToMetadataReference(["legacy"]);
        const string Source =
            """
            extern alias legacy;
            namespace Acme;
            [LoadBalanced("orders")] public interface IOrders { [Get("/a")] Task<List<legacy::Legacy.Order[]>> GoAsync(int id); [Get("/b")] Task StayAsync(); }
            [AutoRecover] public interface IReaders : legacy::Legacy.IRead { Task ReadAsync(); }
            """;

        var run = GeneratorRun.Over(GeneratorRun.Compile([GeneratorRun.Parse(Source, "Orders.cs")]).AddReferences(legacy));

        Assert.Empty(run.Input.GetDiagnostics(TestContext.Current.CancellationToken).Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        Assert.Contains("RSL0017: 'Acme.IOrders.GoAsync' names 'Legacy.Order'", run.Files["Resile.Registration.g.cs"]);
        Assert.Contains("RSL0017: 'Acme.IReaders' names 'Legacy.IRead'", run.Files["Resile.Registration.g.cs"]);
        Assert.Empty(run.Complaints());
        var said = await run.Output.WithAnalyzers(AllAnalyzers.Create()).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["RSL0017", "RSL0017"], said.Where(static each => each.Severity == DiagnosticSeverity.Error).Select(static each => each.Id));
    }

    [Fact]
    public void Text_of_an_attribute_can_neither_end_a_line_nor_begin_an_element()
    {
        var run = GeneratorRun.Over(
            """
            namespace Acme;
            [LoadBalanced("a<b>&\"\n*/ } class X { \u2028 \\", Policy = "<p>\n&")]
            public interface IOrders { [Get("/a&b/{id}")] Task GoAsync(int id, [Query("a b&c\n")] int q); [Get("/c")] Task StopAsync([Query("a b&c")] int q); }
            """);

        Assert.Null(run.Result.Exception);
        Assert.Empty(run.Complaints());
        Assert.Contains("Query(\"a%20b%26c\", q)", run.Files["Acme.IOrders.LoadBalanced.g.cs"]);
    }

    [Fact]
    public void Values_of_a_supervised_contract_that_make_no_sense_are_refused_not_passed_over()
    {
        foreach (var attributes in new[]
        {
            "[AutoRecover(HangAfterMs = -5)]", "[AutoRecover(Pending = (PendingCalls)17)]", "[AutoRecover, On<Exception>((FailureAction)99)]",
            "[AutoRecover, On<TimeoutException>(FailureAction.Pass), On<TimeoutException>(FailureAction.Restart)]",
        })
        {
            var run = GeneratorRun.Over("namespace Acme;\n" + attributes + " public interface IOrders { Task GoAsync(); }");

            Assert.Contains("NotSupportedException(\"RSL200", Assert.Single(run.Files).Value);
            Assert.Empty(run.Complaints());
        }
    }

    [Fact]
    public void Secret_parameters_are_secret_in_the_record_and_a_secret_message_is_encrypted_whole()
    {
        var run = GeneratorRun.Over(
            """
            namespace Acme;
            public sealed record Paid(int Id);
            [DurableMessage] public interface IOrders { Task BilledAsync(int id, [Secret] string iban); Task PaidAsync([Secret] Paid paid); [Request] Task<int> AskAsync([Secret] string @class); }
            """);
        var file = run.Files["Acme.IOrders.DurableMessage.g.cs"];

        Assert.Contains("record OrdersBilled(int Id, [property: global::Resile.Secret] string Iban);", file);
        Assert.Contains("record OrdersAsk([property: global::Resile.Secret] string Class);", file);
        Assert.Equal(2, file.Split("IsSecret = true,").Length);
        Assert.Empty(run.Complaints());
    }

    [Fact]
    public void Wire_names_have_no_at_sign()
    {
        var run = GeneratorRun.Over("namespace @class.@event; [DurableMessage] public interface IOrders { Task PlacedAsync(int id); }");

        Assert.Contains("urn: \"urn:message:class.event:OrdersPlaced\"", run.Files["class.event.IOrders.DurableMessage.g.cs"]);
        Assert.Empty(run.Complaints());
    }
}
