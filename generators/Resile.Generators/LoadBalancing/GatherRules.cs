using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;

namespace Resile.Generators.LoadBalancing;

/// <summary>The rules of <c>[Broadcast]</c> and <c>[Scatter]</c>, and how such an operation is read.</summary>
internal static class GatherRules
{
    /// <summary>Finds why an operation cannot go to several endpoints, or returns what only such a one can.</summary>
    public static Refusal? OfOperation(IMethodSymbol operation)
    {
        var name = ContractRules.NameOf(operation);
        var result = ResultOf(operation);
        if (Marks(operation) is not { } mark)
        {
            return TypeNames.Is(result, KnownTypes.RepliesOfT) ? new Refusal(Descriptors.RepliesOfOne, operation, name) : null;
        }

        var second = AttributeReader.Find(operation, KnownTypes.HedgeAttribute)
            ?? (mark.IsBroadcast ? AttributeReader.Find(operation, KnownTypes.ScatterAttribute) : null);
        var key = operation.Parameters.FirstOrDefault(HashKeyRules.IsKey);
        return second is not null || key is not null
            ? new Refusal(Descriptors.OneMode, (ISymbol?)key ?? operation, name, mark.Name, second is null ? "HashKey" : NameOf(second))
            : mark.Quorum < 0 ? new Refusal(Descriptors.BadQuorum, operation, name, mark.Quorum)
            : result is null && operation.ReturnType.OriginalDefinition.Name is "Task" or "ValueTask" ? null
            : IsGathered(result) ? null
            : new Refusal(Descriptors.CannotGather, operation, name, mark.Name, operation.ReturnType.ToDisplayString());
    }

    /// <summary>Reads how an operation goes to several endpoints; null where it goes to one.</summary>
    public static GatherModel? Read(IMethodSymbol operation) => Marks(operation) is not { } mark ? null
        : new GatherModel(
            mark.IsBroadcast,
            mark.Quorum,
            TypeNames.Is(ResultOf(operation), KnownTypes.RepliesOfT),
            ResultOf(operation) is INamedTypeSymbol { TypeArguments.Length: 1 } result ? TypeNames.Full(result.TypeArguments[0]) : null);

    /// <summary>Gets the type of what one endpoint answers; null where it answers nothing.</summary>
    public static ITypeSymbol? ReplyOf(IMethodSymbol operation) =>
        ResultOf(operation) is INamedTypeSymbol result && TypeNames.Is(result, KnownTypes.RepliesOfT) ? result.TypeArguments[0] : ResultOf(operation);

    private static bool IsGathered(ITypeSymbol? result) =>
        TypeNames.Is(result, KnownTypes.RepliesOfT) || TypeNames.Is(result, KnownTypes.ReadOnlyList);

    private static ITypeSymbol? ResultOf(IMethodSymbol operation) => (operation.ReturnType as INamedTypeSymbol)?.TypeArguments.FirstOrDefault();

    private static Mark? Marks(IMethodSymbol operation) =>
        AttributeReader.Find(operation, KnownTypes.BroadcastAttribute) is { } broadcast ? new Mark(NameOf(broadcast), true, 0)
        : AttributeReader.Find(operation, KnownTypes.ScatterAttribute) is { } scatter ? new Mark(NameOf(scatter), false, scatter.Named<int>("Quorum"))
        : null;

    private static string NameOf(AttributeData attribute) => attribute.AttributeClass!.Name.Replace("Attribute", "");

    private sealed record Mark(string Name, bool IsBroadcast, int Quorum);
}
