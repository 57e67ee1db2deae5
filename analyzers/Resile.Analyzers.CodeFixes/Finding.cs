using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Generators.Contracts;

namespace Resile.Analyzers.CodeFixes;

/// <summary>What a rule found, and where: a declaration, or an attribute of one.</summary>
internal sealed class Finding
{
    private readonly Diagnostic _diagnostic;

    private Finding(Document document, Diagnostic diagnostic, SyntaxNode node, SemanticModel model, ISymbol? symbol)
    {
        _diagnostic = diagnostic;
        Document = document;
        Node = node;
        Model = model;
        Symbol = symbol;
    }

    /// <summary>Gets the document.</summary>
    public Document Document { get; }

    /// <summary>Gets the node at the place.</summary>
    public SyntaxNode Node { get; }

    /// <summary>Gets what the document means.</summary>
    public SemanticModel Model { get; }

    /// <summary>Gets what is declared there, or carries the attribute there.</summary>
    public ISymbol? Symbol { get; }

    /// <summary>Gets the method there, or the one whose parameter is there.</summary>
    public IMethodSymbol? Method => Symbol as IMethodSymbol ?? Symbol?.ContainingSymbol as IMethodSymbol;

    /// <summary>Gets the declaration of <see cref="Method"/>.</summary>
    public MethodDeclarationSyntax? Declaration => Node.FirstAncestorOrSelf<MethodDeclarationSyntax>();

    /// <summary>Gets the type there, or the one that contains what is there.</summary>
    public INamedTypeSymbol? Type => Symbol as INamedTypeSymbol ?? Symbol?.ContainingType;

    /// <summary>Reads what a diagnostic points at; null where that has gone.</summary>
    public static async Task<Finding?> OfAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        if (root is null || model is null || !root.FullSpan.Contains(diagnostic.Location.SourceSpan))
        {
            return null;
        }

        var node = root.FindNode(diagnostic.Location.SourceSpan);
        var declaration = node is AttributeSyntax ? node.Parent?.Parent : node;
        return new Finding(document, diagnostic, node, model, declaration is null ? null : model.GetDeclaredSymbol(declaration, cancellationToken));
    }

    /// <summary>Gets what the rule's message names in a place; empty where that is not known.</summary>
    public string Fact(int index) => Property(index.ToString(CultureInfo.InvariantCulture)) ?? "";

    /// <summary>Gets what the analyzer says for code fixes alone.</summary>
    public string? Property(string name) => _diagnostic.Properties.TryGetValue(name, out var value) ? value : null;

    /// <summary>Finds an attribute of what is there.</summary>
    public AttributeSyntax? Attribute(string metadataName) => AttributeOf(Symbol, metadataName);

    /// <summary>Finds an attribute of a symbol, where the solution has its source.</summary>
    public static AttributeSyntax? AttributeOf(ISymbol? symbol, string metadataName) =>
        symbol is null ? null : SyntaxOf(AttributeReader.Find(symbol, metadataName));

    /// <summary>Gets the source of an attribute.</summary>
    public static AttributeSyntax? SyntaxOf(AttributeData? attribute) => attribute?.ApplicationSyntaxReference?.GetSyntax() as AttributeSyntax;

    /// <summary>Gets an attribute's name as a person writes it.</summary>
    public static string ShortName(string metadataName)
    {
        var name = metadataName.Substring(metadataName.LastIndexOf('.') + 1).Split('`')[0];
        return name.EndsWith("Attribute", StringComparison.Ordinal) ? name.Substring(0, name.Length - "Attribute".Length) : name;
    }
}
