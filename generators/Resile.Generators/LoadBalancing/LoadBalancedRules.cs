using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;

namespace Resile.Generators.LoadBalancing;

/// <summary>The rules of <c>[LoadBalanced]</c>: what generated code cannot carry.</summary>
internal static class LoadBalancedRules
{
    /// <summary>Finds why an operation whose shape is right cannot be carried.</summary>
    public static Refusal? OfOperation(IMethodSymbol operation) => null;
}
