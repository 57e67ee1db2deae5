using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Resile.Generators.Documents;

namespace Resile.Generators.Locking;

/// <summary>Writes the lock of a project's contracts, where the build asks for it: <c>dotnet build -t:ResileLockContracts</c>.</summary>
/// <remarks>A generator of its own, so that nothing of it runs in the editor, nor in any other build; like those of documents, its file is one that the compiler reads past.</remarks>
[Generator(LanguageNames.CSharp)]
public sealed class LockGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var asked = context.AnalyzerConfigOptionsProvider.SelectMany(static (options, _) =>
            options.GlobalOptions.TryGetValue("build_property.ResileWriteLock", out var value) && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase) ? [true] : Array.Empty<bool>());
        context.RegisterImplementationSourceOutput(asked.Combine(context.CompilationProvider), static (output, pair) =>
        {
            var contracts = ProjectContracts.Of(pair.Right, output.CancellationToken).Types.Where(LockReader.IsContract);
            var document = new Document("Resile.contract.json", LockWriter.Write(LockReader.Read(contracts, output.CancellationToken)));
            output.AddSource(DocumentFile.HintName(document), SourceText.From(DocumentFile.Of(document), Encoding.UTF8));
        });
    }
}
