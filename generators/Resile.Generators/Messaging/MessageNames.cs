using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;

namespace Resile.Generators.Messaging;

/// <summary>Names messages. The names on the wire are those that MassTransit would give the same types.</summary>
internal static class MessageNames
{
    private const string Async = "Async";

    // What AMQP allows for the name of an exchange.
    private const int LongestTopic = 255;

    /// <summary>Gets a method's name without <c>Async</c>, its first letter in upper case: it becomes part of the names of types.</summary>
    public static string StemOf(IMethodSymbol method) => Capital(
        method.Name.Length > Async.Length && method.Name.EndsWith(Async, StringComparison.Ordinal)
            ? method.Name.Substring(0, method.Name.Length - Async.Length)
            : method.Name);

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

        return TypeNames.Namespace(type.ContainingNamespace) + ":" + name;
    }

    /// <summary>Names the topic of a message as MassTransit names its exchange: as the message, but with a hyphen where one type contains another.</summary>
    public static string TopicOf(string nameOnTheWire) => nameOnTheWire.Replace('+', '-');

    /// <summary>Tells whether MassTransit, and the broker behind it, take the name of a message for a topic.</summary>
    public static bool CanBeTopic(string nameOnTheWire) => nameOnTheWire.Length <= LongestTopic && nameOnTheWire.All(static letter =>
        letter is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_' or '.' or ':' or '+');

    /// <summary>Names what a method sends.</summary>
    public static string Of(INamedTypeSymbol contract, IMethodSymbol method) => OwnMessage(method) is { } message
        ? OnTheWire(message)
        : TypeNames.Namespace(contract.ContainingNamespace) + ":" + RecordOf(contract, method);

    /// <summary>Names the record that is generated for loose parameters.</summary>
    public static string RecordOf(INamedTypeSymbol contract, IMethodSymbol method) => ContractParser.StemOf(contract) + StemOf(method);

    /// <summary>Names the interface that has one method of a contract.</summary>
    public static string HandlerOf(INamedTypeSymbol contract, IMethodSymbol method) => $"I{RecordOf(contract, method)}Handler";

    /// <summary>Names the types that are generated for a contract whatever its methods are.</summary>
    public static IReadOnlyList<string> TypesOf(INamedTypeSymbol contract)
    {
        var stem = ContractParser.StemOf(contract);
        return [stem + "Sender", stem + "Receiver", stem + "Messages", stem + "Upcasters"];
    }

    /// <summary>Names the property of a record that a parameter becomes.</summary>
    public static string PropertyOf(string parameter) => Capital(parameter);

    // A parameter whose name is not typed yet has none.
    private static string Capital(string name) => name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name.Substring(1);

    /// <summary>Tells whether a type comes with .NET.</summary>
    public static bool IsOfTheSystem(INamedTypeSymbol type)
    {
        var space = type.ContainingNamespace;
        while (space is { IsGlobalNamespace: false, ContainingNamespace.IsGlobalNamespace: false })
        {
            space = space.ContainingNamespace;
        }

        return space is { Name: "System" };
    }
}
