using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Resile.Generators.Declarations;

/// <summary>Reads names in syntax, where nothing is bound yet.</summary>
internal static class WrittenName
{
    /// <summary>Gets the last part of a name: what a type is called without its namespace.</summary>
    public static string LastPartOf(NameSyntax name) => name switch
    {
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax qualified => qualified.Name.Identifier.ValueText,
        _ => "",
    };
}
