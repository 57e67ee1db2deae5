using System.Collections.Immutable;
using Resile.Generators.Text;

namespace Resile.Generators.Tests.Text;

public sealed class TextTests
{
    [Theory]
    [InlineData("250ms", 250)]
    [InlineData("5s", 5_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData("2m", 120_000)]
    [InlineData("1h", 3_600_000)]
    public void Duration_with_a_unit_is_read(string text, double milliseconds)
    {
        Assert.True(Duration.TryParse(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("0s")]
    [InlineData("5 s")]
    [InlineData("1,5s")]
    [InlineData("1e3s")]
    [InlineData("25h")]
    [InlineData("99999999999999999999h")]
    public void Duration_that_is_none_is_refused(string? text) => Assert.False(Duration.TryParse(text, out _));

    [Fact]
    public void Writer_indents_every_line_and_leaves_no_white_space_on_empty_ones()
    {
        var writer = new SourceWriter();
        using (writer.Open("class C"))
        {
            writer.Line("int a;\n\nint b;");
        }

        Assert.Equal("class C\n{\n    int a;\n\n    int b;\n}\n", writer.ToString());
    }

    [Fact]
    public void Hint_names_of_different_contracts_differ_and_stay_short()
    {
        var deep = string.Concat(Enumerable.Repeat("Acme.Deep.", 40));

        var first = HintName.For(deep + "IOrders", "LoadBalanced");
        var second = HintName.For("Other." + deep + "IOrders", "LoadBalanced");

        Assert.NotEqual(first, second);
        Assert.InRange(first.Length, 1, 160);
        Assert.Equal("Acme.Outer.IOrders.AutoRecover.g.cs", HintName.For("Acme.Outer+IOrders", "AutoRecover"));
    }

    [Fact]
    public void Equatable_arrays_compare_by_their_elements()
    {
        var first = new EquatableArray<string>(["a", "b"]);

        Assert.Equal(first, new EquatableArray<string>(["a", "b"]));
        Assert.Equal(first.GetHashCode(), new EquatableArray<string>(["a", "b"]).GetHashCode());
        Assert.NotEqual(first, new EquatableArray<string>(["b", "a"]));
        Assert.Equal(EquatableArray<string>.Empty, default);
        Assert.Equal(default, new EquatableArray<string>(default(ImmutableArray<string>)));
        Assert.Empty(default(EquatableArray<string>));
    }

    [Theory]
    [InlineData("a\"b\\c\n", "\"a\\\"b\\\\c\\n\"")]
    [InlineData(null, "null")]
    public void Literal_is_escaped(string? value, string expected) => Assert.Equal(expected, Literal.Of(value));
}
