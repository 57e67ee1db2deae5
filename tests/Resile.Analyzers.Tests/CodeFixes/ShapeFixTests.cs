using Resile.Analyzers.CodeFixes.Shape;

namespace Resile.Analyzers.Tests.CodeFixes;

/// <summary>Mends the shape of contracts.</summary>
public sealed class ShapeFixTests
{
    [Fact]
    public Task Result_that_comes_at_once_comes_as_a_task() => VerifyAsync(
        "RSL0001.ReturnTask",
        """
        [AutoRecover]
        public interface IStock
        {
            /// <summary>Counts.</summary>
            int {|RSL0001:Count|}(string product); // at once

            void  {|RSL0001:Clear|}();
            ref int {|RSL0001:First|}();
            System.Collections.Generic.List<int>? {|RSL0001:All|}();
        }
        """,
        """
        [AutoRecover]
        public interface IStock
        {
            /// <summary>Counts.</summary>
            Task<int> Count(string product); // at once

            Task  Clear();
            Task<int> First();
            Task<System.Collections.Generic.List<int>?> All();
        }
        """);

    [Fact]
    public Task Namespace_of_a_task_is_imported_in_its_place() => FixVerifier.VerifyFileAsync<ShapeCodeFixProvider>(
        "RSL0001.ReturnTask",
        """
        // Acme.
        using System;
        using Resile;

        namespace Acme;

        [AutoRecover]
        public interface IStock
        {
            int {|RSL0001:Count|}(DateOnly day);
            int {|RSL0001:Sum|}();
        }
        """,
        """
        // Acme.
        using System;
        using System.Threading.Tasks;
        using Resile;

        namespace Acme;

        [AutoRecover]
        public interface IStock
        {
            Task<int> Count(DateOnly day);
            Task<int> Sum();
        }
        """);

    [Fact]
    public Task Namespace_is_imported_below_the_head_of_a_file_and_a_name_that_is_taken_is_written_out() => FixVerifier.VerifyFileAsync<ShapeCodeFixProvider>(
        "RSL0001.ReturnTask",
        """
        // Acme.

        /// <summary>Counts.</summary>
        [Resile.AutoRecover]
        public interface IStock
        {
            int {|RSL0001:Count|}();
        }

        namespace Other
        {
            public class Task;

            [Resile.AutoRecover]
            public interface IOther
            {
                void {|RSL0001:Count|}();
            }
        }
        """,
        """
        // Acme.

        using System.Threading.Tasks;

        /// <summary>Counts.</summary>
        [Resile.AutoRecover]
        public interface IStock
        {
            Task<int> Count();
        }

        namespace Other
        {
            public class Task;

            [Resile.AutoRecover]
            public interface IOther
            {
                global::System.Threading.Tasks.Task Count();
            }
        }
        """);

    [Fact]
    public Task Items_come_one_by_one() => VerifyAsync(
        "RSL0001.ReturnAsyncEnumerable",
        "[AutoRecover] public interface IStock { IEnumerable<int> {|RSL0001:All|}(); }",
        "[AutoRecover] public interface IStock { IAsyncEnumerable<int> All(); }",
        "global using System.Collections.Generic;");

    [Fact]
    public Task Property_that_is_read_becomes_a_method() => VerifyAsync(
        "RSL0002.ReplaceByMethod",
        """
        [AutoRecover]
        public interface IStock
        {
            /// <summary>Gets how many there are.</summary>
            int {|RSL0002:Count|} { get; } // all
        }
        """,
        """
        [AutoRecover]
        public interface IStock
        {
            /// <summary>Gets how many there are.</summary>
            Task<int> GetCountAsync(CancellationToken cancellationToken = default); // all
        }
        """);

    [Fact]
    public Task Parameter_is_passed_by_value() => VerifyAsync(
        "RSL0004.PassByValue",
        "[AutoRecover] public interface IStock { Task AAsync(in int {|RSL0004:a|}, int b); Task BAsync(ref readonly Guid {|RSL0004:a|}); Task CAsync(ref int {|RSL0004:a|}); }",
        "[AutoRecover] public interface IStock { Task AAsync(int a, int b); Task BAsync(Guid a); Task CAsync(int a); }");

    [Fact]
    public Task Span_is_passed_as_memory() => VerifyAsync(
        "RSL0004.PassAsMemory",
        "[AutoRecover] public interface IStock { Task AAsync(ReadOnlySpan<byte> {|RSL0004:a|}, int b); Task BAsync(scoped in Span<int> {|RSL0004:a|}); Task CAsync(params ReadOnlySpan<int> {|RSL0004:a|}); }",
        "[AutoRecover] public interface IStock { Task AAsync(ReadOnlyMemory<byte> a, int b); Task BAsync(Memory<int> a); Task CAsync(ReadOnlyMemory<int> a); }");

    [Fact]
    public Task Span_is_passed_as_an_array() => VerifyAsync(
        "RSL0004.PassAsArray",
        "[AutoRecover] public interface IStock { Task AAsync(ReadOnlySpan<byte> {|RSL0004:a|}); Task CAsync(params Span<int> {|RSL0004:a|}); }",
        "[AutoRecover] public interface IStock { Task AAsync(byte[] a); Task CAsync(params int[] a); }");

    [Theory]
    [InlineData("internal", "RSL0006.MakeInternal")]
    [InlineData("public", "RSL0006.MakePublic")]
    public Task Contract_is_made_visible(string accessibility, string key) => VerifyAsync(
        key,
        """
        [AutoRecover] file interface {|RSL0006:IHidden|};
        public class Outer
        {
            [AutoRecover]
            private protected interface {|RSL0006:IProtected|};
            [AutoRecover]
            interface {|RSL0006:INested|};
        }
        """,
        $$"""
        [AutoRecover] {{accessibility}} interface IHidden;
        public class Outer
        {
            [AutoRecover]
            {{accessibility}} interface IProtected;
            [AutoRecover]
            {{accessibility}} interface INested;
        }
        """);

    [Theory]
    [InlineData("internal", "RSL0009.MakeInternal")]
    [InlineData("public", "RSL0009.MakePublic")]
    public Task Operation_is_made_visible(string accessibility, string key) => VerifyAsync(
        key,
        "[AutoRecover] public interface IStock { protected Task {|RSL0009:AAsync|}(); [Deadline(\"1s\")] private protected Task {|RSL0009:BAsync|}(); }",
        $"[AutoRecover] public interface IStock {{ {accessibility} Task AAsync(); [Deadline(\"1s\")] {accessibility} Task BAsync(); }}");

    [Fact]
    public Task Implementations_are_disposable_instead_of_their_contract() => VerifyAsync(
        "RSL0010.MoveToImplementations",
        """
        [AutoRecover] public interface {|RSL0010:IStock|} : IDisposable;
        [AutoRecover] public interface {|RSL0010:IShelf|} : IEmpty, IAsyncDisposable;
        public interface IEmpty;
        public sealed class Stock : IStock { public void Dispose() { } }
        """,
        """
        [AutoRecover] public interface IStock;
        [AutoRecover] public interface IShelf : IEmpty;
        public interface IEmpty;
        public sealed class Stock : IStock, IDisposable { public void Dispose() { } }
        """,
        "namespace Acme.Other;\npublic class Other(int a) : IStock { public int A => a; public void Dispose() { } }\npublic sealed class Derived() : Other(1);\n",
        "using System;\n\nnamespace Acme.Other;\npublic class Other(int a) : IStock, IDisposable { public int A => a; public void Dispose() { } }\npublic sealed class Derived() : Other(1);\n");

    [Fact]
    public Task Second_token_is_removed() => VerifyAsync(
        "RSL0011.RemoveSecond",
        "[AutoRecover] public interface IStock { Task AAsync(int a, CancellationToken request, CancellationToken {|RSL0011:shutdown|} = default); Task BAsync(CancellationToken a, /* all */ CancellationToken {|RSL0011:b|}, int c); }",
        "[AutoRecover] public interface IStock { Task AAsync(int a, CancellationToken request); Task BAsync(CancellationToken a, int c); }");

    [Fact]
    public Task First_token_is_removed() => VerifyAsync(
        "RSL0011.RemoveFirst",
        "[AutoRecover] public interface IStock { Task AAsync(int a, CancellationToken request, CancellationToken {|RSL0011:shutdown|} = default); Task BAsync(CancellationToken a, CancellationToken {|RSL0011:b|}); }",
        "[AutoRecover] public interface IStock { Task AAsync(int a, CancellationToken shutdown = default); Task BAsync(CancellationToken b); }");

    [Theory]
    [InlineData("5 sec", "5s")]
    [InlineData("0.5 s", "500ms")]
    [InlineData("90 minutes", "90m")]
    [InlineData("120m ", "2h")]
    [InlineData("00:00:02.5", "2500ms")]
    [InlineData("1 Day", "24h")]
    public Task Deadline_that_is_plainly_meant_is_written(string text, string meant) => VerifyAsync(
        "RSL0012.WriteDuration",
        $$"""[AutoRecover, Deadline("{{text}}")] public interface {|RSL0012:IStock|}; [AutoRecover] public interface IShelf { [Deadline(@"{{text}}")] Task {|RSL0012:AAsync|}(); }""",
        $$"""[AutoRecover, Deadline("{{meant}}")] public interface IStock; [AutoRecover] public interface IShelf { [Deadline("{{meant}}")] Task AAsync(); }""");

    [Fact]
    public Task Deadline_that_is_not_plain_is_left_to_a_person() => FixVerifier.VerifyNoneAsync<ShapeCodeFixProvider>(
        """
        [AutoRecover] public interface IShelf
        {
            [Deadline("5")] Task {|RSL0012:AAsync|}();
            [Deadline("soon")] Task {|RSL0012:BAsync|}();
            [Deadline("2 days")] Task {|RSL0012:CAsync|}();
            [Deadline(Known.Time)] Task {|RSL0012:DAsync|}();
            [Deadline("0 s")] Task {|RSL0012:EAsync|}();
        }
        public static class Known { public const string Time = "5 sec"; }
        """);

    [Fact]
    public Task Fake_is_made_partial() => VerifyAsync(
        "RSL0014.MakePartial",
        "public interface ICatalog { int Count { get; } } [Resile.Testing.Fakes.Fake] internal sealed class {|RSL0014:CatalogFake|} : ICatalog { public int Count => 0; }",
        "public interface ICatalog { int Count { get; } } [Resile.Testing.Fakes.Fake] internal sealed partial class CatalogFake : ICatalog { public int Count => 0; }");

    [Fact]
    public Task Nothing_is_offered_where_a_person_has_to_decide() => FixVerifier.VerifyNoneAsync<ShapeCodeFixProvider>(
        """
        [AutoRecover] public interface IStock
        {
            Span<int> {|RSL0001:A|}();
            unsafe int* {|RSL0001:B|}();
            int {|RSL0002:C|} { get; set; }
            int {|RSL0002:this|}[int a] { get; }
            event Action {|RSL0002:D|};
            Task EAsync(out int {|RSL0004:e|});
            unsafe Task FAsync(int* {|RSL0004:f|});
            int {|RSL0002:G|} { get; }
            void GetGAsync<T>() { }
        }
        public class Outer { private class Inner { [AutoRecover] internal interface {|RSL0006:IHidden|}; } }
        """);

    [Fact]
    public Task Half_typed_neighbour_stays_as_it_is() => VerifyAsync(
        "RSL0011.RemoveSecond",
        """
        [AutoRecover]
        public interface IStock
        {
            Task AAsync(CancellationToken a, CancellationToken {|RSL0011:b|});
            Task BAsync(int {|CS1001:)|}{|CS1002:|}
        }
        """,
        """
        [AutoRecover]
        public interface IStock
        {
            Task AAsync(CancellationToken a);
            Task BAsync(int {|CS1001:)|}{|CS1002:|}
        }
        """);

    private static Task VerifyAsync(string key, string before, string after, string? other = null, string? otherAfter = null) =>
        FixVerifier.VerifyAsync<ShapeCodeFixProvider>(key, before, after, other, otherAfter);
}
