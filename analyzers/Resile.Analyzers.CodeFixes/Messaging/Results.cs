using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Analyzers.CodeFixes.Edits;
using Resile.Generators;

namespace Resile.Analyzers.CodeFixes.Messaging;

/// <summary>Remedies of what a durable method returns.</summary>
internal static class Results
{
    /// <summary>Returns a task without a result.</summary>
    public static Proposal? Drop(Finding finding)
    {
        if (finding.Node is not MethodDeclarationSyntax { ReturnType: var type } || finding.Method is not { } method)
        {
            return null;
        }

        var name = Types.ResultOf(method) is not null ? Types.NameOf(type) : null;
        var edits = name is null ? Types.Write(finding, type, KnownTypes.Task) : [Lines.Replace(type, name)];
        return edits is null ? null : new Proposal($"Return '{name ?? "Task"}'", edits);
    }
}
