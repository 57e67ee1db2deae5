using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;

namespace Resile.Generators.Recovery;

/// <summary>The rules of <c>[AutoRecover]</c>: what generated code cannot carry.</summary>
internal static class AutoRecoverRules
{
    /// <summary>Finds why an operation whose shape is right cannot be carried.</summary>
    public static Refusal? OfOperation(IMethodSymbol operation) => null;
}
