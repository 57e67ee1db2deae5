namespace Resile.Generators.Contracts;

/// <summary>A member that generated code cannot carry: it is implemented by throwing, so that the project still compiles.</summary>
/// <param name="Head">The explicit implementation up to its body, as in <c>int global::Acme.IOrders.Count</c>.</param>
/// <param name="Accessors">The accessors of a property or event, separated by spaces; null for a method.</param>
/// <param name="Reason">The rule's id and its message.</param>
internal sealed record RefusedMember(string Head, string? Accessors, string Reason);
