using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Analyzers.CodeFixes.Edits;
using Resile.Generators;
using Resile.Generators.Contracts;

namespace Resile.Analyzers.CodeFixes.Balancing;

/// <summary>Remedies of what a balanced method returns.</summary>
internal static class Replies
{
    /// <summary>Returns what each endpoint answers: <c>Task&lt;Replies&lt;T&gt;&gt;</c>.</summary>
    public static Proposal? Gather(Finding finding)
    {
        if (finding.Node is not MethodDeclarationSyntax { ReturnType: var type } || Types.ResultOf(finding.Method) is null || Types.Argument(type) is not { } result)
        {
            return null;
        }

        return Types.Wrap(finding, result, KnownTypes.RepliesOfT, result.ToString()) is { } edits ? new Proposal($"Return 'Replies<{result}>'", edits) : null;
    }

    /// <summary>Returns what is within the wrapper of a result: <c>T</c> of <c>Task&lt;Reply&lt;T&gt;&gt;</c>.</summary>
    public static Proposal? Unwrap(Finding finding, string wrapper) =>
        finding.Node is MethodDeclarationSyntax { ReturnType: var type } && TypeNames.Is(Types.ResultOf(finding.Method), wrapper)
        && Types.Argument(type) is { } whole && Types.Argument(whole) is { } value
            ? new Proposal($"Return '{value}'", Lines.Replace(whole, value.ToString()))
            : null;

    /// <summary>Returns nothing instead of the head of a reply.</summary>
    public static Proposal? Drop(Finding finding) =>
        finding.Node is MethodDeclarationSyntax { ReturnType: var type } && TypeNames.Is(Types.ResultOf(finding.Method), KnownTypes.Reply) && Types.NameOf(type) is { } task
            ? new Proposal($"Return '{task}'", Lines.Replace(type, task))
            : null;

    /// <summary>Returns what the answer to a HEAD can bring: its head, or nothing.</summary>
    public static Proposal? OfHead(Finding finding, string? metadataName)
    {
        if (finding.Node is not MethodDeclarationSyntax { ReturnType: var type } || Finding.AttributeOf(finding.Method, KnownTypes.HeadAttribute) is null
            || Types.ResultOf(finding.Method) is null || Types.Argument(type) is not { } result || Types.NameOf(type) is not { } task)
        {
            return null;
        }

        var edits = metadataName is null ? [Lines.Replace(type, task)] : Types.Write(finding, result, metadataName);
        return edits is null ? null : new Proposal(metadataName is null ? $"Return '{task}'" : $"Return '{task}<Reply>'", edits);
    }
}
