using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;

namespace Resile.Generators.LoadBalancing;

/// <summary>The rules of contracts that travel over UDP: a call fits into a datagram, and so does its reply.</summary>
internal static class DatagramRules
{
    /// <summary>The bytes of JSON that a datagram carries: <c>Datagram.MaxPayload</c> of the run time.</summary>
    public const int MaxPayload = 1140;

    /// <summary>Finds why an operation can never travel.</summary>
    public static Refusal? Refuse(IMethodSymbol operation) => OfStreams(operation) ?? OfSizes(operation);

    /// <summary>Finds what may turn out too large.</summary>
    public static Refusal? Warn(IMethodSymbol operation)
    {
        foreach (var parameter in Data(operation))
        {
            if (IsUnbounded(parameter.Type))
            {
                return new Refusal(Descriptors.UnboundedDatagram, parameter, ContractRules.NameOf(operation), $"parameter '{parameter.Name}'",
                    parameter.Type.ToDisplayString(), MaxPayload);
            }
        }

        return ResultOf(operation) is { } result && IsUnbounded(result)
            ? new Refusal(Descriptors.UnboundedDatagram, operation, ContractRules.NameOf(operation), "reply", result.ToDisplayString(), MaxPayload)
            : null;
    }

    private static Refusal? OfStreams(IMethodSymbol operation)
    {
        var stream = Data(operation).Select(static parameter => parameter.Type).Concat([operation.ReturnType, ResultOf(operation) ?? operation.ReturnType])
            .FirstOrDefault(IsStream);
        return stream is null ? null : new Refusal(Descriptors.StreamInDatagram, operation, ContractRules.NameOf(operation), stream.ToDisplayString());
    }

    private static Refusal? OfSizes(IMethodSymbol operation)
    {
        var arguments = LeastJson.OfRow(Data(operation).Select(static parameter => parameter.Type));
        if (arguments > MaxPayload)
        {
            return new Refusal(Descriptors.TooLargeForDatagram, operation, ContractRules.NameOf(operation), "call", arguments, MaxPayload);
        }

        var reply = ResultOf(operation) is { } result ? LeastJson.Of(result) : 0;
        return reply <= MaxPayload ? null
            : new Refusal(Descriptors.TooLargeForDatagram, operation, ContractRules.NameOf(operation), "reply", reply, MaxPayload);
    }

    private static IEnumerable<IParameterSymbol> Data(IMethodSymbol operation) =>
        operation.Parameters.Where(static parameter => !TypeNames.Is(parameter.Type, KnownTypes.CancellationToken));

    private static ITypeSymbol? ResultOf(IMethodSymbol operation) => (operation.ReturnType as INamedTypeSymbol)?.TypeArguments.FirstOrDefault();

    private static bool IsStream(ITypeSymbol type)
    {
        if (TypeNames.Is(type, KnownTypes.AsyncEnumerable) || type.AllInterfaces.Any(static implemented => TypeNames.Is(implemented, KnownTypes.AsyncEnumerable)))
        {
            return true;
        }

        for (var each = type; each is not null; each = each.BaseType)
        {
            if (TypeNames.Is(each, KnownTypes.Stream))
            {
                return true;
            }
        }

        return false;
    }

    // Texts are not counted: nearly every contract has them, and nobody would read the hint any more.
    private static bool IsUnbounded(ITypeSymbol type) => type.SpecialType != SpecialType.System_String && (type.TypeKind == TypeKind.Array
        || TypeNames.Is(type, KnownTypes.Enumerable) || type.AllInterfaces.Any(static implemented => TypeNames.Is(implemented, KnownTypes.Enumerable)));
}
