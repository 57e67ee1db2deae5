using Microsoft.CodeAnalysis;

namespace Resile.Analyzers.CodeFixes;

/// <summary>One way out of what a rule found: a title that a person chooses by, and the edits that follow.</summary>
/// <param name="title">What the light bulb shows.</param>
/// <param name="edits">Finds the edits, when they are asked for.</param>
internal sealed class Proposal(string title, Func<Solution, CancellationToken, Task<IReadOnlyCollection<TextEdit>>> edits)
{
    /// <summary>Makes one whose edits are known.</summary>
    public Proposal(string title, params TextEdit[] edits)
        : this(title, (_, _) => Task.FromResult<IReadOnlyCollection<TextEdit>>(edits))
    {
    }

    /// <summary>Gets what the light bulb shows.</summary>
    public string Title { get; } = title;

    /// <summary>Finds the edits.</summary>
    public Task<IReadOnlyCollection<TextEdit>> FindEditsAsync(Solution solution, CancellationToken cancellationToken) => edits(solution, cancellationToken);
}
