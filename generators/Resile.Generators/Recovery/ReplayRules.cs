using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;
using Resile.Generators.Text;

namespace Resile.Generators.Recovery;

/// <summary>The rules of calls that are made again.</summary>
internal static class ReplayRules
{
    private const int Most = 10;

    private static readonly string[] UsedOnce =
    [
        KnownTypes.Stream, KnownTypes.FilePart, KnownTypes.TextReader, KnownTypes.PipeReader, KnownTypes.ChannelReader, KnownTypes.HttpContent,
        KnownTypes.AsyncEnumerable, KnownTypes.AsyncEnumerator, KnownTypes.Enumerator,
    ];

    /// <summary>Finds a number of replays that makes no sense.</summary>
    public static Refusal? OfOperation(IMethodSymbol method) =>
        ReplaysOf(method) is var replays && (replays < 0 || replays > Most)
            ? new Refusal(Descriptors.BadValue, method, ContractRules.NameOf(method), "Replays", Literal.Of(replays), $"a number from 0 to {Most}")
            : null;

    /// <summary>Reads how often calls of an operation may be made again.</summary>
    public static SupervisedOperationModel Read(IMethodSymbol method, OperationModel operation)
    {
        var replays = ReplaysOf(method);
        var usedOnce = replays > 0 ? method.Parameters.FirstOrDefault(static parameter => CanBeUsedOnceOnly(parameter.Type)) : null;
        return new SupervisedOperationModel(operation, usedOnce is null ? replays : 0, usedOnce?.Name);
    }

    private static int ReplaysOf(IMethodSymbol method) =>
        AttributeReader.Find(method, KnownTypes.IdempotentAttribute) is { } attribute ? attribute.Named("Replays", 1) : 0;

    // Alone, or as the items of an array or a collection.
    private static bool CanBeUsedOnceOnly(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array)
        {
            return CanBeUsedOnceOnly(array.ElementType);
        }

        var all = TypesOf(type).ToList();
        return all.Any(static each => UsedOnce.Any(name => TypeNames.Is(each, name)))
            || (all.Any(static each => TypeNames.Is(each, KnownTypes.Enumerable)) && type is INamedTypeSymbol named && named.TypeArguments.Any(CanBeUsedOnceOnly));
    }

    private static IEnumerable<ITypeSymbol> TypesOf(ITypeSymbol type)
    {
        for (var each = type; each is not null; each = each.BaseType)
        {
            yield return each;
        }

        foreach (var implemented in type.AllInterfaces)
        {
            yield return implemented;
        }
    }
}
