using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Resile.Generators.Declarations;

/// <summary>Remembers the models that were read from a file, until something is declared otherwise.</summary>
/// <remarks>
/// After every edit, wherever it was, every model may have changed, because any type may have. Nearly all edits are within bodies, which no model
/// depends on, and telling those from others costs a small part of what binding all contracts does. What is remembered is a function of the
/// declarations, so it makes no difference who asks, or how often: the memory is that of the process, and goes with the file. It is safe for use by several threads at once.
/// </remarks>
internal static class ModelMemory
{
    private static readonly ConditionalWeakTable<SyntaxTree, Remembered> Files = new();

    /// <summary>Gets the models of a file, read now or remembered.</summary>
    /// <param name="file">The file.</param>
    /// <param name="declared">What its compilation declares.</param>
    /// <param name="read">Reads the file; what it throws, as on cancellation, is not remembered.</param>
    /// <param name="cancellationToken">Ends the comparison.</param>
    public static FileModels Of(SyntaxTree file, DeclarationSnapshot declared, Func<FileModels> read, CancellationToken cancellationToken)
    {
        var remembered = Files.GetOrCreateValue(file);
        lock (remembered)
        {
            if (remembered.Declared is null || !declared.DeclaresAsIn(remembered.Declared, cancellationToken))
            {
                remembered.Models = read();
            }

            // The newest: the next edit is compared to it, and older files are let go.
            remembered.Declared = declared;
            return remembered.Models;
        }
    }

    private sealed class Remembered
    {
        public DeclarationSnapshot? Declared { get; set; }

        public FileModels Models { get; set; } = FileModels.None;
    }
}
