using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Resile.Benchmarks.Reporting;

namespace Resile.Benchmarks.Generators;

/// <summary>Runs a generator over a project as an editor does: again after each edit.</summary>
internal sealed class GeneratorRunner
{
    private readonly GeneratorCorpus _corpus;
    private readonly IIncrementalGenerator _generator;
    private GeneratorDriver _driver;

    /// <summary>Runs the generator for the first time.</summary>
    public GeneratorRunner(GeneratorCorpus corpus, IIncrementalGenerator generator)
    {
        (_corpus, _generator) = (corpus, generator);
        _driver = NewDriver().RunGenerators(corpus.Fresh);
        Files = Complete(_driver);
    }

    /// <summary>Gets how many files it wrote.</summary>
    public int Files { get; }

    /// <summary>Makes a contender of its runs after an edit within a method that has nothing to do with any contract.</summary>
    public Contender Edited(string name) => new(name, count => EditAsync(_corpus.AfterUnrelatedEdit, count));

    /// <summary>Makes a contender of its runs after an edit that declares something that has nothing to do with any contract.</summary>
    public Contender Declared(string name) => new(name, count => EditAsync(_corpus.AfterUnrelatedDeclaration, count));

    /// <summary>Makes a contender of its first runs, on a project that was just opened.</summary>
    public Contender Opened(string name) => new(name, OpenAsync);

    private ValueTask EditAsync(Func<CSharpCompilation> edit, int count)
    {
        for (; count > 0; count--)
        {
            _driver = _driver.RunGenerators(edit());
        }

        return ValueTask.CompletedTask;
    }

    private ValueTask OpenAsync(int count)
    {
        for (; count > 0; count--)
        {
            Complete(NewDriver().RunGenerators(_corpus.Fresh));
        }

        return ValueTask.CompletedTask;
    }

    private CSharpGeneratorDriver NewDriver() =>
        CSharpGeneratorDriver.Create([_generator.AsSourceGenerator()], parseOptions: GeneratorCorpus.ParseOptions);

    private static int Complete(GeneratorDriver driver)
    {
        var result = driver.GetRunResult().Results.Single();
        return result.Exception is { } exception
            ? throw new InvalidOperationException("A generator failed, so that there is nothing to measure: see the inner exception.", exception)
            : result.GeneratedSources.Length;
    }
}
