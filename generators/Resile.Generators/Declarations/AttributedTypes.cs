using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Generators.Text;

namespace Resile.Generators.Declarations;

/// <summary>Finds the types of a project that carry the attributes, and reads them.</summary>
/// <remarks>
/// This stands where generators have <c>ForAttributeWithMetadataName</c>. One attribute takes one of those, each keeps a table of all files with any
/// attribute, and each binds every type it found after every edit: with six attributes, that was several times what is done here. Like it, this goes
/// by names first, aliases included, and binds what may carry an attribute; unlike it, this goes through the files once, and does not bind again
/// what cannot have changed.
/// </remarks>
internal static class AttributedTypes
{
    /// <summary>Adds the step that reads the types of each file.</summary>
    public static IncrementalValuesProvider<FileModels> Provide(IncrementalGeneratorInitializationContext context, ModelReader[] readers)
    {
        var names = readers.Select(static reader => reader.Attribute.Substring(reader.Attribute.LastIndexOf('.') + 1))
            .SelectMany(static name => new[] { name, name.Substring(0, name.Length - "Attribute".Length) }).ToArray();
        return context.CompilationProvider
            .SelectMany((compilation, cancellationToken) => Read(compilation, names, readers, cancellationToken))
            .WithTrackingName(TrackingNames.Files);
    }

    /// <summary>Hands on the models of one attribute.</summary>
    public static IncrementalValuesProvider<TModel> Of<TModel>(this IncrementalValuesProvider<FileModels> files, string step)
        where TModel : class => files
        .SelectMany((file, _) => file.All.Where(model => model.Step == step).Select(static model => (TModel)model.Model))
        .WithTrackingName(step);

    private static IEnumerable<FileModels> Read(Compilation compilation, string[] names, ModelReader[] readers, CancellationToken cancellationToken)
    {
        var declared = DeclarationSnapshot.Of(compilation);
        var wanted = WithAliases(names, declared, cancellationToken);
        foreach (var file in declared.Files)
        {
            var types = FileOutline.Of(file, cancellationToken).TypesWith(wanted).ToArray();
            if (types.Length > 0)
            {
                yield return ModelMemory.Of(file, declared, () => Read(compilation, file, types, readers, cancellationToken), cancellationToken);
            }
        }
    }

    private static HashSet<string> WithAliases(string[] names, DeclarationSnapshot declared, CancellationToken cancellationToken)
    {
        var wanted = new HashSet<string>(names, StringComparer.Ordinal);
        foreach (var file in declared.Files)
        {
            foreach (var (alias, target) in FileOutline.Of(file, cancellationToken).GlobalAliases)
            {
                if (names.Contains(target))
                {
                    wanted.Add(alias);
                }
            }
        }

        return wanted;
    }

    private static FileModels Read(
        Compilation compilation, SyntaxTree file, TypeDeclarationSyntax[] types, ModelReader[] readers, CancellationToken cancellationToken)
    {
        var semantics = compilation.GetSemanticModel(file);
        var models = new List<(string Step, object Model)>();
        foreach (var place in types)
        {
            // A name that is not typed yet makes no contract.
            if (semantics.GetDeclaredSymbol(place, cancellationToken) is INamedTypeSymbol { Name.Length: > 0 } type)
            {
                models.AddRange(readers.Select(reader => (reader.Step, Model: reader.ReadAt(place, type, compilation, cancellationToken)!)).Where(static read => read.Model is not null));
            }
        }

        return new FileModels(models.ToEquatableArray());
    }
}
