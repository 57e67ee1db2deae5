using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Resile.Generators.Documents.AsyncApi;
using Resile.Generators.Documents.Compositions;
using Resile.Generators.Documents.OpenApi;
using Resile.Generators.Documents.Pictures;

namespace Resile.Generators.Documents;

/// <summary>Writes documents from the contracts of a project, where a property of its build asks for them.</summary>
/// <remarks>
/// It is a generator of its own, which looks at the whole project: nothing of it runs in the editor, and where no property asks, nothing runs at all. It writes
/// no code: see <see cref="DocumentFile"/>.
/// </remarks>
[Generator(LanguageNames.CSharp)]
public sealed class DocumentGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var asked = context.AnalyzerConfigOptionsProvider.SelectMany(static (options, _) => DocumentSettings.Read(options.GlobalOptions));
        context.RegisterImplementationSourceOutput(asked.Combine(context.CompilationProvider), static (output, pair) =>
        {
            var (settings, compilation) = pair;
            var documents = Of(ProjectContracts.Of(compilation, output.CancellationToken), settings, output.CancellationToken)
                .OrderBy(static document => document.FileName, StringComparer.Ordinal).ToArray();
            foreach (var document in documents)
            {
                output.CancellationToken.ThrowIfCancellationRequested();
                output.AddSource(DocumentFile.HintName(document), SourceText.From(DocumentFile.Of(document), Encoding.UTF8));
            }

            output.AddSource(DocumentFile.Index, SourceText.From(DocumentFile.IndexOf(documents), Encoding.UTF8));
        });
    }

    private static IEnumerable<Document> Of(ProjectContracts project, DocumentSettings settings, CancellationToken cancellationToken)
    {
        if (!settings.HasDocuments)
        {
            return [];
        }

        var composition = Composition.Of(project, cancellationToken);
        return OpenApiDocuments.Of(project, composition, cancellationToken)
            .Concat(new[] { AsyncApiDocument.Of(project, composition, cancellationToken), PictureDocument.Of(project, composition) }.OfType<Document>());
    }
}
