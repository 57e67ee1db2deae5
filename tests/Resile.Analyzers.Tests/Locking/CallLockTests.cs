using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Text;
using Resile.Analyzers.Locking;

namespace Resile.Analyzers.Tests.Locking;

/// <summary>What may become of a locked call, and what may not; and of the lock itself.</summary>
public sealed class CallLockTests
{
    private const string Everything =
        """
        [LoadBalanced("a"), DurableMessage, Retired("X", "Y")]
        public interface IA
        {
            [Post("/a/{id}"), Request, Since(2), Retired("old")] Task<Item> AskAsync([OrderingKey] int id);
        }
        [LoadBalanced("b")]
        public interface IB
        {
            [Get("/b/{id}")] Task<Dictionary<string, List<Item?>>> GetAsync(int id, [Query(Collection = CollectionFormat.Comma)] int[] ids, string filter = "");
        }
        [DurableMessage]
        public interface IC
        {
            [RenamedFrom("Acme:Old")] Task PlacedAsync([OrderingKey] string a, [Secret] int b, [Since(2, Default = "x\"y")] string c, [RenamedFrom("e")] Kind d);
            [Command(IsSecret = true)] Task MovedAsync(Item item);
        }
        public record Item(int A, Guid B) { public required byte[] C { get; init; } [Upcaster] public static Item From(Old old) => null!; }
        public record Old(string A);
        public enum Kind { A, B = -4 }
        """;

    [Fact]
    public Task Verb_and_route_that_change_are_RSL0107() => VerifyAsync(
        "[Get(\"/a/{id}\")] Task AAsync(int id); [Get(\"/b\")] Task BAsync(); [Get(\"/c\")] Task CAsync();",
        "[Get(\"/x/{id}\")] Task {|RSL0107:AAsync|}(int id); [Post(\"/b\")] Task {|RSL0107:BAsync|}(); [Get(\"/c\")] Task CAsync();");

    [Fact]
    public Task Names_that_nobody_sends_may_change() => VerifyAsync(
        "[Get(\"/a/{id}/{part}\")] Task AAsync(int id, string part);", "[Get(\"/a/{number}/{piece}\")] Task OtherAsync(int number, string piece);", isOutdated: true);

    [Fact]
    public Task Place_of_a_parameter_that_changes_is_RSL0107() => VerifyAsync(
        "[Get(\"/a\")] Task AAsync(int id, [Header(\"X-B\")] string b);", "[Get(\"/a\")] Task AAsync([Header(\"id\")] int {|RSL0107:id|}, [Query(\"X-B\")] string {|RSL0107:b|});");

    [Fact]
    public Task Parameters_are_held_like_members() => VerifyAsync(
        "[Get(\"/a\")] Task AAsync(int id, long? from, string b);", "[Get(\"/a\")] Task {|RSL0102:AAsync|}(long id, int? {|RSL0105:from|}, int {|RSL0106:count|}, int page = 1, string? filter = null);");

    [Fact]
    public Task Parameter_that_is_retired_is_accepted() => VerifyAsync(
        "[Get(\"/a\")] Task AAsync(int id, string b);", "[Get(\"/a\"), Retired(\"b\")] Task AAsync(int id);", isOutdated: true);

    [Fact]
    public Task Result_that_changes_is_RSL0104() => VerifyAsync(
        "[Get(\"/a\")] Task<int> AAsync(); [Get(\"/b\")] Task<int> BAsync(); [Get(\"/c\")] Task<int?> CAsync();",
        "[Get(\"/a\")] Task<string> {|RSL0104:AAsync|}(); [Get(\"/b\")] Task {|RSL0104:BAsync|}(); [Get(\"/c\")] Task<int> {|RSL0105:CAsync|}();");

    [Fact]
    public Task Member_of_what_is_called_keeps_its_name_whatever_attributes_say() => VerifyAsync(
        "[Get(\"/a\")] Task<Item> AAsync();", "[Get(\"/a\")] Task<Item> AAsync();",
        "public record Item(int Id, string Name);", "public record Item(int Id, [property: RenamedFrom(\"name\")] string {|RSL0103:Title|}, [property: Since(2, Default = 1)] int {|RSL0106:Count|});");

    [Fact]
    public Task Constant_that_is_written_by_its_name_keeps_it() => Task.WhenAll(
        VerifyAsync("[Get(\"/a\")] Task AAsync(Kind? kind);", "[Get(\"/a\")] Task AAsync(Kind? kind);", "public enum Kind { A, B }", "public enum {|RSL0105:Kind|} { A, C }"),
        VerifyAsync("[Post(\"/a\")] Task AAsync([Body] Kind kind);", "[Post(\"/a\")] Task AAsync([Body] Kind kind);", "public enum Kind { A, B }", "public enum Kind { A, C }", isOutdated: true));

    [Fact]
    public Task Variant_of_what_is_called_keeps_its_names() => VerifyAsync(
        "[Get(\"/a\")] Task<Shape> AAsync();", "[Get(\"/a\")] Task<Shape> AAsync();",
        "[System.Text.Json.Serialization.JsonDerivedType(typeof(Circle), \"circle\")] public abstract record Shape; public record Circle(int Radius) : Shape;",
        "[System.Text.Json.Serialization.JsonDerivedType(typeof(Circle), \"circle\")] public abstract record Shape; public record Circle([property: RenamedFrom(\"radius\")] int {|RSL0103:Size|}) : Shape;");

    [Fact]
    public Task Signature_over_TCP_that_changes_is_RSL0107() => LockVerifier.VerifyAsync(
        "[LoadBalanced(\"a\", Transport = Transport.Tcp)] public interface IA { Task<int> AAsync(int a, string b); Task<int> BAsync(); }",
        "[LoadBalanced(\"a\", Transport = Transport.Tcp)] public interface IA { Task<int> {|RSL0107:AAsync|}(string b, int a); Task<int> BAsync(); }");

    [Fact]
    public Task Names_of_parameters_over_TCP_may_change() => LockVerifier.VerifyAsync(
        "[LoadBalanced(\"a\", Transport = Transport.Tcp)] public interface IA { Task<int> AAsync(int a, string b); }",
        "[LoadBalanced(\"a\", Transport = Transport.Tcp)] public interface IA { Task<int> AAsync(int c, string d); }", isOutdated: true);

    [Fact]
    public Task Transport_that_changes_is_RSL0107() => LockVerifier.VerifyAsync(
        "[LoadBalanced(\"a\", Transport = Transport.Tcp)] public interface IA { Task<int> AAsync(); }",
        "[LoadBalanced(\"a\")] public interface {|RSL0107:IA|} { [Get(\"/a\")] Task<int> AAsync(); }");

    [Fact]
    public Task Contract_that_is_gone_is_RSL0115() => LockVerifier.VerifyFileAsync(
        LockVerifier.Lock("[LoadBalanced(\"a\")] public interface IA { [Get(\"/a\")] Task<int> AAsync(); }"), "",
        new DiagnosticResult("RSL0115", DiagnosticSeverity.Error).WithSpan("/Acme.contract.json", 1, 1, 1, 1).WithArguments("Acme.IA", 1));

    [Theory]
    [InlineData("", "is no JSON")]
    [InlineData("{", "is no JSON")]
    [InlineData("{}", "has no \"format\"")]
    [InlineData("{ \"format\": 2 }", "has format 2, and this version of Resile reads 1")]
    [InlineData("{ \"format\": 1, \"types\": { \"A\": {}, \"A\": {} } }", "has \"A\" twice in one place")]
    [InlineData("{ \"format\": 1, \"types\": { \"A\": { \"members\": { \"b\": {} } } } }", "says of 'b' not what its \"type\" is")]
    [InlineData("{\n<<<<<<< HEAD\n \"format\": 1\n", "has the marks of a conflict of versions in line 2")]
    public void Lock_that_cannot_be_read_is_RSL0100_and_says_why(string text, string complaint)
    {
        Assert.Null(Generators.Locking.LockParser.Parse(text, out var why));
        Assert.StartsWith(complaint, why, StringComparison.Ordinal);
    }

    [Fact]
    public Task Lock_that_cannot_be_read_is_said_once() => LockVerifier.VerifyFileAsync(
        "{}", "[LoadBalanced(\"a\")] public interface IA { [Get(\"/a\")] Task<int> AAsync(); }",
        new DiagnosticResult("RSL0100", DiagnosticSeverity.Error).WithSpan("/Acme.contract.json", 1, 1, 1, 1).WithArguments("Acme.contract.json", "has no \"format\""));

    [Fact]
    public void Lock_is_read_as_it_was_written()
    {
        var text = LockVerifier.Lock(
            Everything);

        Assert.Equal(text, Generators.Locking.LockWriter.Write(Generators.Locking.LockParser.Parse(text, out _)!));
        Assert.Contains("\"c\": { \"type\": \"string\", \"since\": 2, \"default\": \"x\\\"y\" }", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_that_is_being_typed_never_makes_an_analyzer_throw()
    {
        var options = new AnalyzerOptions([new LockText(LockVerifier.Lock(Everything))]);
        for (var end = 0; end < Everything.Length; end += 17)
        {
            var typed = LockVerifier.Compile(Everything[..end]).WithAnalyzers([new ContractLockAnalyzer(), new UpcastingAnalyzer()], options);

            Assert.DoesNotContain(await typed.GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken), static diagnostic => diagnostic.Id == "AD0001");
        }
    }

    private static Task VerifyAsync(string before, string now, bool isOutdated) => VerifyAsync(before, now, "", "", isOutdated);

    private static Task VerifyAsync(string before, string now, string typesBefore = "", string typesNow = "", bool isOutdated = false) => LockVerifier.VerifyAsync(
        $"[LoadBalanced(\"a\")] public interface IA {{ {before} }} {typesBefore}", $"[LoadBalanced(\"a\")] public interface IA {{ {now} }} {typesNow}", isOutdated);

    private sealed class LockText(string text) : AdditionalText
    {
        public override string Path => "/Acme.contract.json";

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }
}
