using Microsoft.CodeAnalysis;

namespace Resile.Generators.Locking;

/// <summary>Something that a lock has, and that is otherwise now.</summary>
/// <param name="rule">The rule that it breaks.</param>
/// <param name="owner">The contract or type, by its name in C#.</param>
/// <param name="member">The member as JSON, or the method; null where the whole is meant, or the member is gone.</param>
/// <param name="parameter">The parameter of the method; null where there is none.</param>
/// <param name="arguments">What the rule's message names.</param>
internal sealed class LockChange(DiagnosticDescriptor rule, string owner, string? member, string? parameter, params object[] arguments)
{
    /// <summary>Gets the rule.</summary>
    public DiagnosticDescriptor Rule { get; } = rule;

    /// <summary>Gets the contract or type.</summary>
    public string Owner { get; } = owner;

    /// <summary>Gets the member or method.</summary>
    public string? Member { get; } = member;

    /// <summary>Gets the parameter.</summary>
    public string? Parameter { get; } = parameter;

    /// <summary>Gets what the message names.</summary>
    public object[] Arguments { get; } = arguments;
}
