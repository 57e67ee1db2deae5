using Resile.Generators.Declarations;

namespace Resile.Generators.Tests.Declarations;

/// <summary>An edit within a body changes nothing that is declared; whatever else may, is taken for one that does.</summary>
public sealed class BodyEditsTests
{
    private const string File =
        """
        #nullable enable
        using System.Linq;
        namespace Acme;

        /// <summary>A shelf.</summary>
        [Obsolete(Shelf.Reason)]
        public class Shelf(int size) : Base(size + 1)
        {
            private int _count = 1, _most = 2;
            public const string Reason = "worn";
            public int Count => _count + 1;
            public string? Name { get; init; } = "oak";
            public int Width { get { return _count; } set => _count = value; }
            public Shelf() : this(3) { _count = 4; }
            public int Fit(int books = 5) { if (books > 6) { return 7; } return 8; }
            public IEnumerable<int> All() => Enumerable.Range(0, 9).Select(each => { return each; });
        }

        public enum Wood { Oak = 10, Ash }
        """;

    [Theory]
    [InlineData("_count = 1", "_count = 11 + Later()")]
    [InlineData("_most = 2", "_most = 22")]
    [InlineData("_count + 1", "_count")]
    [InlineData("\"oak\"", "\"ash, or \" + \"oak\"")]
    [InlineData("return _count;", "")]
    [InlineData("=> _count = value", "=> _count = value + 1")]
    [InlineData("_count = 4;", "_count = 4; void Local() { }")]
    [InlineData("if (books > 6) { return 7; }", "")]
    [InlineData("return 7;", "var wood = new { Wood.Oak };")]
    [InlineData("{ return each; }", "{ return each + 1 }")]
    public void Edit_within_a_body_changes_nothing_that_is_declared(string old, string replacement) =>
        Assert.True(Separate(File, Edited(old, replacement)));

    [Theory]
    [InlineData("#nullable enable", "#nullable disable")]
    [InlineData("using System.Linq;", "using System.Linq; using Resile;")]
    [InlineData("namespace Acme;", "namespace Acme.Shelves;")]
    [InlineData("A shelf.", "A wide shelf.")]
    [InlineData("Shelf.Reason)", "Shelf.Reason, true)")]
    [InlineData("int size", "long size")]
    [InlineData("size + 1", "size + 2")]
    [InlineData("\"worn\"", "\"torn\"")]
    [InlineData("public int Count", "public long Count")]
    [InlineData("string? Name", "string Name")]
    [InlineData("get; init;", "get;")]
    [InlineData("this(3)", "this(4)")]
    [InlineData("books = 5", "books = 6")]
    [InlineData("Oak = 10", "Oak = 11")]
    [InlineData("Ash }", "Ash, Elm }")]
    [InlineData("_most = 2", "_most = 2, _least")]
    [InlineData("_count + 1;", "_count + 1; public int More => 2;")]
    [InlineData("return 8; }", "return 8; } public int More() { return 9; }")]
    [InlineData("return 8; }", "return 8; ")]
    [InlineData("{ _count = 4; }", ";")]
    [InlineData("return 7;", "return 7; /* ")]
    [InlineData("return 7;", "return 7;\n#nullable disable\n")]
    [InlineData("return 7;", "return 7;\n#if DEBUG\n")]
    [InlineData("_count + 1;", "_count + 1\n#nullable disable\n;")]
    [InlineData("_most = 2;", "_most = 2\n#nullable disable\n;")]
    [InlineData("{ if (books", "=> 1; void Other() { if (books")]
    public void Edit_beyond_a_body_may_change_what_is_declared(string old, string replacement) =>
        Assert.False(Separate(File, Edited(old, replacement)));

    [Fact]
    public void File_that_was_read_again_declares_what_it_did() => Assert.True(Separate(File, File));

    [Fact]
    public void Edit_of_two_bodies_is_taken_for_one_of_all_between() =>
        Assert.False(Separate(File, Edited("return 8;", "return 88;").Replace("return _count;", "return 1;", StringComparison.Ordinal)));

    [Fact]
    public void Edit_within_the_top_level_statements_of_a_program_is_no_body_but_those_in_its_functions_are()
    {
        const string Program = "var name = \"a\"; Run(() => { name += \"b\"; }); void Run(Action act) { act(); } class Shelf;";

        Assert.True(Separate(Program, Program.Replace("\"b\"", "\"c\"", StringComparison.Ordinal)));
        Assert.True(Separate(Program, Program.Replace("act();", "", StringComparison.Ordinal)));
        Assert.False(Separate(Program, Program.Replace("\"a\"", "\"c\"", StringComparison.Ordinal)));
    }

    private static string Edited(string old, string replacement)
    {
        Assert.Contains(old, File, StringComparison.Ordinal);
        return File.Replace(old, replacement, StringComparison.Ordinal);
    }

    private static bool Separate(string before, string after) => BodyEdits.Separate(
        GeneratorRun.Parse(before, "Shelf.cs"), GeneratorRun.Parse(after, "Shelf.cs"), TestContext.Current.CancellationToken);
}
