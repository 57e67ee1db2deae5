using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;

namespace Resile.Generators.Messaging;

/// <summary>The rules of <c>[DurableMessage]</c>: what generated code cannot carry.</summary>
internal static class DurableMessageRules
{
    /// <summary>Finds why an operation whose shape is right cannot be carried.</summary>
    public static Refusal? OfOperation(IMethodSymbol operation) => null;
}
