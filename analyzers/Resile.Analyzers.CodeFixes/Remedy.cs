using Microsoft.CodeAnalysis;

namespace Resile.Analyzers.CodeFixes;

/// <summary>A way out of what a rule finds. A rule may have several, each by a name of its own.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Name">The name, by which all findings of a project are mended in the same way.</param>
/// <param name="Propose">Says what is to be done about one finding; null where this is no way out of that.</param>
internal sealed record Remedy(DiagnosticDescriptor Rule, string Name, Func<Finding, Proposal?> Propose)
{
    /// <summary>Gets the key by which an editor tells that two proposals are alike.</summary>
    public string Key => Rule.Id + "." + Name;
}
