using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Resile.Generators.Declarations;

/// <summary>What a compilation declares: what every model is read from.</summary>
/// <remarks>
/// It holds files and references, which an editor shares from edit to edit, and so no compilation but those of the projects that this one references. It is safe for use by several threads at once.
/// </remarks>
internal sealed class DeclarationSnapshot
{
    private static readonly ConditionalWeakTable<Compilation, DeclarationSnapshot> Known = new();

    private readonly object _gate = new();
    private readonly string? _assembly;
    private readonly CompilationOptions _options;
    private readonly ImmutableArray<MetadataReference> _references;
    private object? _version;

    private DeclarationSnapshot(Compilation compilation)
    {
        _assembly = compilation.AssemblyName;

        // What files are told of severities is no part of it, and an editor makes that anew for every compilation.
        _options = compilation.Options.WithSyntaxTreeOptionsProvider(null);
        _references = compilation.ExternalReferences;
        Files = [.. compilation.SyntaxTrees];
    }

    /// <summary>Gets the files of the project.</summary>
    public ImmutableArray<SyntaxTree> Files { get; }

    /// <summary>Gets what stands for these declarations: the same object for as long as edits stay within bodies.</summary>
    private object Version
    {
        get
        {
            lock (_gate)
            {
                return _version ??= new object();
            }
        }
    }

    /// <summary>Gets the snapshot of a compilation.</summary>
    public static DeclarationSnapshot Of(Compilation compilation) => Known.GetValue(compilation, static key => new DeclarationSnapshot(key));

    /// <summary>Tells whether nothing was declared otherwise earlier. No may be said of an earlier one than the last.</summary>
    public bool DeclaresAsIn(DeclarationSnapshot earlier, CancellationToken cancellationToken)
    {
        if (ReferenceEquals(this, earlier))
        {
            return true;
        }

        var version = earlier.Version;
        lock (_gate)
        {
            // One comparison for all contracts of a compilation: they were nearly always read from the same one before.
            _version ??= IsEqualOutsideBodies(earlier, cancellationToken) ? version : new object();
            return ReferenceEquals(_version, version);
        }
    }

    private bool IsEqualOutsideBodies(DeclarationSnapshot earlier, CancellationToken cancellationToken)
    {
        if (_assembly != earlier._assembly || !_options.Equals(earlier._options) || Files.Length != earlier.Files.Length
            || !_references.SequenceEqual(earlier._references))
        {
            return false;
        }

        for (var index = 0; index < Files.Length; index++)
        {
            if (Files[index] != earlier.Files[index] && !BodyEdits.Separate(earlier.Files[index], Files[index], cancellationToken))
            {
                return false;
            }
        }

        return true;
    }
}
