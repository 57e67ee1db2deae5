using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Analyzers.CodeFixes.Edits;
using Resile.Generators;
using Resile.Generators.LoadBalancing;

namespace Resile.Analyzers.CodeFixes.Balancing;

/// <summary>Remedies of verbs.</summary>
internal static class Verbs
{
    private static readonly string[] Idempotent =
        [KnownTypes.GetAttribute, KnownTypes.PutAttribute, KnownTypes.DeleteAttribute, KnownTypes.HeadAttribute, KnownTypes.OptionsAttribute];

    /// <summary>Gets the attributes of verbs.</summary>
    public static string[] All { get; } = [.. Idempotent, KnownTypes.PostAttribute, KnownTypes.PatchAttribute, KnownTypes.SendAttribute];

    /// <summary>Leaves one of several verbs.</summary>
    public static Proposal? KeepOne(Finding finding, string verb)
    {
        if (finding.Attribute(verb) is not { } kept)
        {
            return null;
        }

        var others = ParameterBinder.VerbsOf(finding.Method!).Select(Finding.SyntaxOf).OfType<AttributeSyntax>().Where(each => each != kept).ToArray();
        return others.Length > 0 ? new Proposal($"Leave [{Finding.ShortName(verb)}]", [.. others.Select(Attributes.Remove)]) : null;
    }

    /// <summary>Says of a method in frames what its verb says over HTTP: that it may be carried out twice.</summary>
    public static Proposal? SayIdempotent(Finding finding)
    {
        var verb = Idempotent.Select(finding.Attribute).FirstOrDefault(static found => found is not null);
        return verb is not null && finding.Attribute(KnownTypes.IdempotentAttribute) is null && Attributes.Replace(finding, verb, KnownTypes.IdempotentAttribute, "") is { } edits
            ? new Proposal($"Replace [{verb.Name}] by [Idempotent]", edits)
            : null;
    }

    /// <summary>Writes a verb of one's own in capitals; null where it is none then.</summary>
    public static string? Capitals(string text)
    {
        var verb = text.Trim().Replace('_', '-').Replace(' ', '-').ToUpperInvariant();
        return verb.Length > 0 && verb != text && verb.All(static letter => letter is (>= 'A' and <= 'Z') or '-') && verb is not ("CONNECT" or "TRACE") && AttributeOf(verb) is null ? verb : null;
    }

    /// <summary>Uses the attribute that a verb has.</summary>
    public static Proposal? UseOwnAttribute(Finding finding) =>
        finding.Attribute(KnownTypes.SendAttribute) is { } send && Attributes.TextOf(Attributes.Positional(send, 0)) is { } verb && AttributeOf(verb.Trim().ToUpperInvariant()) is { } own
        && Attributes.Positional(send, 1) is { } route && Attributes.Replace(finding, send, own, $"({route})") is { } edits
            ? new Proposal($"Use [{Finding.ShortName(own)}]", edits)
            : null;

    private static string? AttributeOf(string verb) =>
        All.FirstOrDefault(name => name != KnownTypes.SendAttribute && string.Equals(Finding.ShortName(name), verb, StringComparison.OrdinalIgnoreCase));
}
