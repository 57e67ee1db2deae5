using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;

namespace Resile.Generators.LoadBalancing;

/// <summary>The rules of replies that come item by item.</summary>
internal static class StreamRules
{
    /// <summary>Finds out that a stream is hedged.</summary>
    public static Refusal? OfHedge(IMethodSymbol operation) =>
        IsStream(operation) && AttributeReader.Find(operation, KnownTypes.HedgeAttribute) is not null
            ? new Refusal(Descriptors.HedgedStream, operation, ContractRules.NameOf(operation))
            : null;

    private static bool IsStream(IMethodSymbol operation) => OperationParser.ShapeOf(operation.ReturnType) == ReturnShape.Stream;
}
