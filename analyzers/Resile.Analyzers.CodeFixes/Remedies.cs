using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Analyzers.CodeFixes.Edits;

namespace Resile.Analyzers.CodeFixes;

/// <summary>The ways out that many rules have.</summary>
internal static class Remedies
{
    /// <summary>Removes an attribute of what is there.</summary>
    public static Remedy Remove(DiagnosticDescriptor rule, string metadataName, Func<Finding, bool>? when = null) =>
        new(rule, "Remove" + Finding.ShortName(metadataName), finding => when?.Invoke(finding) != false ? Removal(finding.Attribute(metadataName)) : null);

    /// <summary>Removes the attribute that stands there.</summary>
    public static Remedy RemoveThere(DiagnosticDescriptor rule, string name, string title, Func<Finding, bool>? when = null) =>
        new(rule, name, finding => finding.Node is AttributeSyntax attribute && when?.Invoke(finding) != false ? new Proposal(title, Attributes.Remove(attribute)) : null);

    /// <summary>Puts an attribute on the member or type that is there.</summary>
    public static Remedy Add(DiagnosticDescriptor rule, string metadataName, Func<Finding, bool>? when = null) =>
        new(rule, "Add" + Finding.ShortName(metadataName), finding => when?.Invoke(finding) != false && finding.Node is MemberDeclarationSyntax member
            && Attributes.Add(finding, member, metadataName) is { } edits ? new Proposal($"Add [{Finding.ShortName(metadataName)}]", edits) : null);

    /// <summary>Removes an argument of an attribute of what is there.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="name">The name of the remedy.</param>
    /// <param name="argument">The name of the argument.</param>
    /// <param name="title">What a person chooses by.</param>
    /// <param name="metadataNames">The attributes that may have it.</param>
    public static Remedy RemoveArgument(DiagnosticDescriptor rule, string name, string argument, string title, params string[] metadataNames) => new(rule, name, finding =>
        metadataNames.Select(each => Attributes.Named(finding.Attribute(each), argument)).FirstOrDefault(static found => found is not null) is { } found
            ? new Proposal(title, Attributes.Remove(found))
            : null);

    /// <summary>Writes another text as the argument of an attribute, where what was meant is plain.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="name">The name of the remedy.</param>
    /// <param name="find">Finds the argument.</param>
    /// <param name="meant">Reads what was meant.</param>
    public static Remedy Write(DiagnosticDescriptor rule, string name, Func<Finding, AttributeArgumentSyntax?> find, Func<Finding, string, string?> meant) => new(rule, name, finding =>
        find(finding) is { } argument && Attributes.TextOf(argument) is { } text && meant(finding, text) is { } other ? new Proposal($"Write '{other}'", Attributes.Write(argument, other)) : null);

    /// <summary>Proposes to remove an attribute, if there is one.</summary>
    public static Proposal? Removal(AttributeSyntax? attribute) =>
        attribute is null ? null : new Proposal($"Remove [{Finding.ShortName(attribute.Name.ToString())}]", Attributes.Remove(attribute));
}
