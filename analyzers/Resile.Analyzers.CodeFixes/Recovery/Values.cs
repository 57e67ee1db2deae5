using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Analyzers.CodeFixes.Edits;
using Resile.Generators;
using Resile.Generators.Contracts;

namespace Resile.Analyzers.CodeFixes.Recovery;

/// <summary>Remedies of the values that attributes of supervision have.</summary>
internal static class Values
{
    /// <summary>Leaves a value out, so that the default holds.</summary>
    public static Proposal? UseDefault(Finding finding)
    {
        var name = finding.Fact(1).Split(' ')[0];
        var attribute = finding.Node as AttributeSyntax ?? finding.Attribute(KnownTypes.AutoRecoverAttribute) ?? finding.Attribute(KnownTypes.IdempotentAttribute);
        return Attributes.Named(attribute, name) is { } argument ? new Proposal($"Use the default of '{name}'", Attributes.Remove(argument)) : null;
    }

    /// <summary>Leaves one of several answers to an exception.</summary>
    public static Proposal? KeepAnswer(Finding finding, bool first)
    {
        var answers = (finding.Symbol?.GetAttributes() ?? [])
            .Where(attribute => attribute.AttributeClass is { } type && TypeNames.Is(type, KnownTypes.OnAttribute) && TypeNames.Plain(type.TypeArguments[0]) == finding.Fact(1))
            .Select(Finding.SyntaxOf).OfType<AttributeSyntax>().ToList();
        if (answers.Count < 2)
        {
            return null;
        }

        var kept = first ? answers[0] : answers[answers.Count - 1];
        return new Proposal($"Leave [{kept}]", [.. answers.Where(answer => answer != kept).Select(Attributes.Remove)]);
    }
}
