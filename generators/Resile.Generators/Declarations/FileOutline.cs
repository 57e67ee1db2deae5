using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Resile.Generators.Declarations;

/// <summary>The types of a file that carry attributes, by what is written there alone.</summary>
/// <remarks>It is made once for a file, and goes with it. It is immutable.</remarks>
internal sealed class FileOutline
{
    private const string Suffix = "Attribute";

    private static readonly ConditionalWeakTable<SyntaxTree, FileOutline> Known = new();

    private readonly List<(TypeDeclarationSyntax Type, string[] Attributes)> _types = [];
    private readonly List<(string Alias, string Target)> _aliases = [];

    private FileOutline(CompilationUnitSyntax unit)
    {
        var globals = ImmutableArray.CreateBuilder<(string Alias, string Target)>();
        ReadAliases(unit.Usings, globals);
        ReadTypes(unit.Members, globals);
        GlobalAliases = globals.ToImmutable();
    }

    /// <summary>Gets the names that the file gives to types for all files of its project, and the last parts of the names of those types.</summary>
    public ImmutableArray<(string Alias, string Target)> GlobalAliases { get; }

    /// <summary>Gets the outline of a file.</summary>
    public static FileOutline Of(SyntaxTree file, CancellationToken cancellationToken)
    {
        if (!Known.TryGetValue(file, out var outline))
        {
            outline = new FileOutline((CompilationUnitSyntax)file.GetRoot(cancellationToken));
            outline = Known.GetValue(file, _ => outline);
        }

        return outline;
    }

    /// <summary>Lists the types that may carry one of the attributes named, each by its last part, with <c>Attribute</c> and without.</summary>
    public IEnumerable<TypeDeclarationSyntax> TypesWith(ISet<string> attributes)
    {
        if (_types.Count == 0)
        {
            return [];
        }

        var aliases = _aliases.Where(alias => attributes.Contains(alias.Target)).Select(static alias => alias.Alias).ToArray();
        return _types.Where(each => each.Attributes.Any(name => attributes.Contains(name) || aliases.Contains(name))).Select(static each => each.Type);
    }

    private void ReadTypes(SyntaxList<MemberDeclarationSyntax> members, ImmutableArray<(string Alias, string Target)>.Builder globals)
    {
        foreach (var member in members)
        {
            if (member is BaseNamespaceDeclarationSyntax space)
            {
                ReadAliases(space.Usings, globals);
                ReadTypes(space.Members, globals);
            }
            else if (member is TypeDeclarationSyntax type)
            {
                if (type.AttributeLists.Count > 0)
                {
                    _types.Add((type, [.. type.AttributeLists.SelectMany(static list => list.Attributes).Select(static attribute => WrittenName.LastPartOf(attribute.Name))]));
                }

                ReadTypes(type.Members, globals);
            }
        }
    }

    private void ReadAliases(SyntaxList<UsingDirectiveSyntax> directives, ImmutableArray<(string Alias, string Target)>.Builder globals)
    {
        foreach (var directive in directives)
        {
            if (directive is { Alias.Name.Identifier.ValueText: var alias, NamespaceOrType: NameSyntax target })
            {
                // As with the name of a type, what is in brackets may leave out the end of an alias.
                foreach (var name in alias.EndsWith(Suffix, StringComparison.Ordinal) ? new[] { alias, alias.Substring(0, alias.Length - Suffix.Length) } : [alias])
                {
                    (string, string) read = (name, WrittenName.LastPartOf(target));
                    if (directive.GlobalKeyword.IsKind(SyntaxKind.GlobalKeyword))
                    {
                        globals.Add(read);
                    }
                    else
                    {
                        _aliases.Add(read);
                    }
                }
            }
        }
    }
}
