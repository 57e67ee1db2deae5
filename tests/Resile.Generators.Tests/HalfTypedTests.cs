using System.Globalization;
using System.Text.RegularExpressions;

namespace Resile.Generators.Tests;

/// <summary>
/// Code as it is while somebody types: cut off, with letters and words missing, doubled or out of place. The generator runs at every
/// keystroke, and one that throws takes all generated code away until the next. <c>RESILE_FUZZ_RUNS</c> and <c>RESILE_FUZZ_SEED</c> make
/// it try more than a build has time for.
/// </summary>
public sealed partial class HalfTypedTests
{
    private static readonly string[] Corpus =
    [
        .. Directory.EnumerateFiles(TestPaths.Contracts, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText),
        .. OddContractTests.Legal.Select(static row => "namespace Acme;\n"
            + row.Data.Item2.Replace("ATTRIBUTE", "[LoadBalanced(\"x\"), AutoRecover, DurableMessage]", StringComparison.Ordinal)),
    ];

    private static readonly string[] Words = [.. Corpus.SelectMany(static source => WordPattern().Matches(source)).Select(static match => match.Value).Distinct()];

    [Fact]
    public void Broken_code_never_makes_the_generator_throw()
    {
        var random = new Random(Setting("RESILE_FUZZ_SEED", 2));
        GeneratorRun? run = null;
        for (var runs = Setting("RESILE_FUZZ_RUNS", 1_500); runs > 0; runs--)
        {
            var source = Break(Corpus[random.Next(Corpus.Length)], random);
            var compilation = GeneratorRun.Compile([GeneratorRun.Parse(source, "Broken.cs")]);
            run = run is null ? GeneratorRun.Over(compilation) : run.Again(compilation);

            Assert.True(run.Result.Exception is null, $"{run.Result.Exception}\n{source}");
        }
    }

    [Fact]
    public void Contract_typed_word_by_word_never_makes_the_generator_throw()
    {
        var source = File.ReadAllText(Path.Combine(TestPaths.Contracts, "Shapes", "IEverything.cs"));
        GeneratorRun? run = null;
        foreach (var word in WordPattern().Matches(source).AsEnumerable())
        {
            var compilation = GeneratorRun.Compile([GeneratorRun.Parse(source[..word.Index], "Typed.cs")]);
            run = run is null ? GeneratorRun.Over(compilation) : run.Again(compilation);

            Assert.True(run.Result.Exception is null, $"{run.Result.Exception}\n{source[..word.Index]}");
        }
    }

    [Theory]
    [InlineData("LoadBalanced(\"x\")"), InlineData("AutoRecover"), InlineData("DurableMessage")]
    public void Copied_contract_is_the_compiler_s_to_complain_of(string attribute)
    {
        var source = $"namespace Acme; [{attribute}] public interface IOrders {{ [Get(\"/a\")] Task GoAsync(int id); }}";

        var run = GeneratorRun.Over(source, source);

        Assert.Null(run.Result.Exception);
        Assert.Equal(2, run.Files.Count);
    }

    private static int Setting(string name, int fallback) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : fallback;

    private static string Break(string source, Random random)
    {
        var at = random.Next(source.Length);
        var words = WordPattern().Matches(source);
        var word = words[random.Next(words.Count)];
        var other = Words[random.Next(Words.Length)];
        return random.Next(6) switch
        {
            0 => source[..at],
            1 => source.Remove(at, Math.Min(random.Next(40), source.Length - at)),
            2 => source[..word.Index] + other + source[(word.Index + word.Length)..],
            3 => source.Insert(word.Index, " " + other + " "),
            4 => source + "\n" + Corpus[random.Next(Corpus.Length)],
            _ => source.Insert(at, ((char)random.Next(' ', '~')).ToString()),
        };
    }

    [GeneratedRegex(@"\w+|[^\w\s]")]
    private static partial Regex WordPattern();
}
