using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Analyzers.CodeFixes.Edits;
using Resile.Generators;

namespace Resile.Analyzers.CodeFixes.Balancing;

/// <summary>Remedies of headers that an attribute names.</summary>
internal static class ConstantHeaders
{
    /// <summary>Writes the header that was meant.</summary>
    public static Proposal? Write(Finding finding) =>
        IsBadlyWritten(finding) && ArgumentOf(finding) is { } argument && Meant.Header(finding.Fact(1)) is { } header ? new Proposal($"Write '{header}'", Attributes.Write(argument, header)) : null;

    /// <summary>Removes a header that is not the contract's to set, and the attribute with the last one.</summary>
    public static Proposal? Remove(Finding finding) => IsBadlyWritten(finding) || ArgumentOf(finding) is not { Parent: AttributeArgumentListSyntax list } argument ? null
        : new Proposal($"Remove '{finding.Fact(1)}'", list.Arguments.Count > 1 ? Attributes.Remove(argument) : Attributes.Remove((AttributeSyntax)list.Parent!));

    private static bool IsBadlyWritten(Finding finding) => finding.Fact(2).StartsWith("has ", StringComparison.Ordinal);

    private static AttributeArgumentSyntax? ArgumentOf(Finding finding) => finding.Attribute(KnownTypes.HeadersAttribute)?.ArgumentList?.Arguments
        .FirstOrDefault(argument => Attributes.TextOf(argument) == finding.Fact(1));
}
