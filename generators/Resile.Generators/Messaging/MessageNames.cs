using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;

namespace Resile.Generators.Messaging;

/// <summary>Names messages. The names on the wire are those that MassTransit would give the same types.</summary>
internal static class MessageNames
{
    private const string Async = "Async";

    /// <summary>Gets a method's name without <c>Async</c>.</summary>
    public static string StemOf(IMethodSymbol method) =>
        method.Name.Length > Async.Length && method.Name.EndsWith(Async, StringComparison.Ordinal)
            ? method.Name.Substring(0, method.Name.Length - Async.Length)
            : method.Name;

    /// <summary>Finds the message type of the user's own: the only parameter, if it is a class that is not of the system.</summary>
    /// <returns>The type, or null where the build writes a record for loose parameters.</returns>
    public static INamedTypeSymbol? OwnMessage(IMethodSymbol method)
    {
        var data = method.Parameters.Where(static parameter => !TypeNames.Is(parameter.Type, KnownTypes.CancellationToken)).ToList();
        return data.Count == 1 && data[0].Type is INamedTypeSymbol { TypeKind: TypeKind.Class, SpecialType: SpecialType.None } type
            && !IsOfTheSystem(type)
            ? type
            : null;
    }

    /// <summary>Names a type as MassTransit does: namespace, colon, the containing types and the type with plus signs between.</summary>
    public static string OnTheWire(INamedTypeSymbol type)
    {
        var name = type.Name;
        for (var container = type.ContainingType; container is not null; container = container.ContainingType)
        {
            name = container.Name + "+" + name;
        }

        return type.ContainingNamespace.ToDisplayString() + ":" + name;
    }

    /// <summary>Names the record that is generated for a method.</summary>
    public static string OfGeneratedRecord(INamedTypeSymbol contract, string stem) =>
        contract.ContainingNamespace.ToDisplayString() + ":" + ContractParser.StemOf(contract) + stem;

    /// <summary>Names what a method sends.</summary>
    public static string Of(INamedTypeSymbol contract, IMethodSymbol method) =>
        OwnMessage(method) is { } message ? OnTheWire(message) : OfGeneratedRecord(contract, StemOf(method));

    private static bool IsOfTheSystem(INamedTypeSymbol type)
    {
        var space = type.ContainingNamespace;
        while (space is { IsGlobalNamespace: false, ContainingNamespace.IsGlobalNamespace: false })
        {
            space = space.ContainingNamespace;
        }

        return space is { Name: "System" };
    }
}
