using System.Text;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Resile.Benchmarks.Generators;

/// <summary>A project as large as they get: contracts, and ten times as many files that have nothing to do with them.</summary>
internal sealed class GeneratorCorpus
{
    /// <summary>How many contracts there are.</summary>
    public const int Contracts = 200;

    private const int OtherFiles = 2_000;
    private const string EditedFile = "Other0.cs";

    private readonly CSharpCompilation _compilation;
    private int _edits;

    private GeneratorCorpus(CSharpCompilation compilation) => _compilation = compilation;

    /// <summary>Gets how the sources are parsed.</summary>
    public static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.CSharp14);

    /// <summary>Gets the project as if it were just opened: nobody has seen one of its files, or bound one of its symbols.</summary>
    public CSharpCompilation Fresh => _compilation.RemoveAllSyntaxTrees()
        .AddSyntaxTrees(_compilation.SyntaxTrees.Select(static tree => CSharpSyntaxTree.Create((CSharpSyntaxNode)tree.GetRoot(), ParseOptions, tree.FilePath, Encoding.UTF8)));

    /// <summary>Makes the project with contracts that Refit serves as well.</summary>
    public static GeneratorCorpus OfClients() => new(Compile(static number => $$"""
        using System.Threading;
        using System.Threading.Tasks;
        namespace Corpus.Clients;

        /// <summary>Contract {{number}}.</summary>
        [Resile.LoadBalanced("service{{number}}")]
        public interface IClient{{number}}
        {
            [Resile.Get("/items/{id}"), Refit.Get("/items/{id}")]
            Task<Item{{number}}> GetAsync(int id, CancellationToken cancellationToken);

            [Resile.Get("/items"), Refit.Get("/items")]
            Task<Item{{number}}[]> FindAsync(string name, int page, CancellationToken cancellationToken);

            [Resile.Post("/items"), Refit.Post("/items")]
            Task<Item{{number}}> AddAsync([Resile.Body, Refit.Body] Item{{number}} item, CancellationToken cancellationToken);

            [Resile.Put("/items/{id}"), Refit.Put("/items/{id}")]
            Task ReplaceAsync(int id, [Resile.Body, Refit.Body] Item{{number}} item, CancellationToken cancellationToken);

            [Resile.Delete("/items/{id}"), Refit.Delete("/items/{id}")]
            Task RemoveAsync(int id, CancellationToken cancellationToken);
        }

        public sealed record Item{{number}}(int Id, string Name, decimal Price);
        """));

    /// <summary>Makes the project with contracts of one attribute.</summary>
    public static GeneratorCorpus Of(string attribute) => new(Compile(number => $$"""
        using System.Threading;
        using System.Threading.Tasks;
        namespace Corpus.Contracts;

        /// <summary>Contract {{number}}.</summary>
        [{{attribute}}]
        public interface IContract{{number}}
        {
            Task AddAsync(int id, string name, CancellationToken cancellationToken);
            Task RenameAsync(int id, string name, CancellationToken cancellationToken);
            Task PriceAsync(int id, decimal price, CancellationToken cancellationToken);
            Task MoveAsync(int id, string shelf, CancellationToken cancellationToken);
            Task RemoveAsync(int id, CancellationToken cancellationToken);
        }
        """));

    /// <summary>Edits the body of a method that has nothing to do with any contract.</summary>
    public CSharpCompilation AfterUnrelatedEdit() => After(Other(0, ++_edits));

    /// <summary>Edits what a file declares that has nothing to do with any contract.</summary>
    public CSharpCompilation AfterUnrelatedDeclaration() =>
        After(Other(0, 0).Replace("public int Count", FormattableString.Invariant($"public int Count{++_edits}"), StringComparison.Ordinal));

    private CSharpCompilation After(string edited)
    {
        var tree = _compilation.SyntaxTrees.Single(static tree => tree.FilePath == EditedFile);
        return _compilation.ReplaceSyntaxTree(tree, Parse(edited, EditedFile));
    }

    private static CSharpCompilation Compile(Func<int, string> contract)
    {
        var contracts = Enumerable.Range(0, Contracts).Select(number => Parse(contract(number), $"Contract{number}.cs"));
        var others = Enumerable.Range(0, OtherFiles).Select(static number => Parse(Other(number, 0), $"Other{number}.cs"));
        return CSharpCompilation.Create("Corpus", [.. contracts, .. others], [.. Net100.References.All, .. RunTime()],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }

    private static SyntaxTree Parse(string source, string path) => CSharpSyntaxTree.ParseText(source, ParseOptions, path, Encoding.UTF8);

    private static string Other(int number, int edit) => $$"""
        using System;
        using System.Collections.Generic;
        namespace Corpus.Others;

        /// <summary>File {{number}}.</summary>
        [Serializable]
        public sealed class Other{{number}}
        {
            private readonly Dictionary<int, string> _names = new();

            [Obsolete("Use Names.")]
            public int Count => _names.Count + {{edit}};

            public IEnumerable<string> Names => _names.Values;

            public string? Find(int id)
            {
                return _names.TryGetValue(id, out var name) ? name : null;
            }

            public void Add(int id, string name)
            {
                if (!_names.TryAdd(id, name))
                {
                    throw new InvalidOperationException($"'{id}' is there.");
                }
            }
        }
        """;

    private static IEnumerable<MetadataReference> RunTime()
    {
        var known = Net100.References.All.Select(static reference => Path.GetFileNameWithoutExtension(reference.FilePath ?? "")).ToHashSet();
        var trusted = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        return trusted.Where(path => Path.GetFileNameWithoutExtension(path) is var name && !known.Contains(name)
                && (name is "Refit" || name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
                    || name.StartsWith("Microsoft.Extensions", StringComparison.Ordinal)
                    || (name.StartsWith("Resile", StringComparison.Ordinal) && name is not ("Resile.Generators" or "Resile.Analyzers" or "Resile.Benchmarks"))))
            .Select(static path => MetadataReference.CreateFromFile(path));
    }
}
