using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;
using Resile.Generators.Messaging;

namespace Resile.Generators.Upcasting;

/// <summary>The rules of <c>[RenamedFrom]</c>, <c>[Since]</c>, <c>[Retired]</c> and <c>[Upcaster]</c>.</summary>
internal static class UpcastingRules
{
    /// <summary>Lists what is wrong with what a type and its members say of what they were before.</summary>
    public static IEnumerable<Refusal> OfType(INamedTypeSymbol type)
    {
        var upcasters = UpcasterMethod.MarkedIn(type).Select(static method => UpcasterMethod.RefusalOf(method, out _)).OfType<Refusal>();
        return upcasters.Concat(RetiredRules.OfType(type)).Concat(type.TypeKind switch
        {
            TypeKind.Class or TypeKind.Struct => OfPayload(type),
            TypeKind.Interface => OfContract(type),
            _ => [],
        });
    }

    private static IEnumerable<Refusal> OfPayload(INamedTypeSymbol type)
    {
        var shape = PayloadShape.OfType(type);
        var own = shape.Members.Where(member => SymbolEqualityComparer.Default.Equals(member.Symbol.ContainingType, type));
        return OfWireNames(type, MessageNames.OnTheWire(type)).Concat(own.SelectMany(member => OfMember(shape, member)));
    }

    private static IEnumerable<Refusal> OfContract(INamedTypeSymbol type)
    {
        var isDurable = AttributeReader.Find(type, KnownTypes.DurableMessageAttribute) is not null;
        foreach (var refusal in isDurable ? OfSharedNames(type) : [])
        {
            yield return refusal;
        }

        foreach (var method in type.GetMembers().OfType<IMethodSymbol>().Where(static method => method is { MethodKind: MethodKind.Ordinary, IsStatic: false }))
        {
            var isLoose = MessageNames.OwnMessage(method) is null;
            var shape = PayloadShape.OfMessage(type, method);
            foreach (var attribute in AttributesOf(method, KnownTypes.RenamedFromAttribute).Where(_ => !isDurable || !isLoose))
            {
                yield return Wrong(method, attribute, !isDurable
                    ? "stands on a method that sends no durable message, and a call is answered at once by whatever version is there. Keep the name, or add a method beside it."
                    : $"stands on a method whose message is a type of its own. Put it on '{shape.Name}'.");
            }

            var wire = isDurable && isLoose ? OfWireNames(method, MessageNames.Of(type, method)).ToArray() : [];
            foreach (var refusal in wire.Concat(AttributesOf(method, KnownTypes.SinceAttribute).SelectMany(since => OfSince(method, since, member: null))))
            {
                yield return refusal;
            }

            foreach (var parameter in method.Parameters)
            {
                // Of a message of its own, the members speak for themselves.
                var member = isLoose ? shape.Members.FirstOrDefault(member => SymbolEqualityComparer.Default.Equals(member.Symbol, parameter)) : null;
                foreach (var refusal in isDurable && member is not null ? OfMember(shape, member) : OfUnread(parameter))
                {
                    yield return refusal;
                }
            }
        }
    }

    // A message that comes goes to one method.
    private static IEnumerable<Refusal> OfSharedNames(INamedTypeSymbol contract)
    {
        var operations = ContractMembers.ToImplement(contract).OfType<IMethodSymbol>().ToArray();
        var taken = new Dictionary<string, IMethodSymbol>(StringComparer.Ordinal);
        foreach (var method in operations)
        {
            taken[MessageNames.Of(contract, method)] = method;
        }

        foreach (var method in operations)
        {
            foreach (var name in FormerNames.Of(MessageNames.OwnMessage(method) ?? (ISymbol)method).Where(FormerNames.IsOnTheWire))
            {
                if (!taken.TryGetValue(name, out var other))
                {
                    taken.Add(name, method);
                }
                else if (!SymbolEqualityComparer.Default.Equals(other, method))
                {
                    yield return new Refusal(Descriptors.BadFormerName, method, ContractRules.NameOf(method), name,
                        $"is what the message of '{other.Name}' is called or was, and a message that comes goes to one of the two. Leave the name to one of them.");
                }
            }
        }
    }

    private static IEnumerable<Refusal> OfUnread(IParameterSymbol parameter) => AttributesOf(parameter, KnownTypes.RenamedFromAttribute)
        .Select(attribute => Wrong(parameter, attribute, "stands on a parameter that is no part of a durable message, where nobody reads it. Remove it, and keep the name on the wire."));

    private static IEnumerable<Refusal> OfMember(PayloadShape shape, ShapeMember member)
    {
        foreach (var attribute in member.Attributes(KnownTypes.RenamedFromAttribute))
        {
            if (attribute.Argument<string>(0) is not { Length: > 0 } name)
            {
                yield return Wrong(member.Symbol, attribute, "names nothing. Say what it was called.");
            }
            else if (shape.Find(name) is { } present)
            {
                yield return Wrong(member.Symbol, attribute, ReferenceEquals(present, member)
                    ? "says what it is still called on the wire. Remove it."
                    : $"is the name of '{present.Symbol.Name}' now, so nobody could tell which is meant. Rename that, too, or let an [Upcaster] tell them apart.");
            }
        }

        foreach (var since in member.Attributes(KnownTypes.SinceAttribute))
        {
            foreach (var refusal in OfSince(member.Symbol, since, member))
            {
                yield return refusal;
            }
        }
    }

    private static IEnumerable<Refusal> OfSince(ISymbol symbol, AttributeData since, ShapeMember? member)
    {
        var complaint = since.Argument<int>(0) < 1 ? "names a version before the first. Versions begin with 1."
            : !DefaultValue.IsGiven(since) || (member is not null && DefaultValue.Of(member) is not null) ? null
            : member is null ? "gives a default to what is no member of a message. Remove the default."
            : member.IsSecret ? "gives a secret a default that everybody can read. Remove the default, and let the handler do without."
            : $"gives a default that is no '{member.Type.ToDisplayString()}' as JSON. Give a constant of that type, a text for dates and identities, a number for an enumeration.";
        return complaint is null ? [] : [new Refusal(Descriptors.BadSince, symbol, ContractRules.NameOf(symbol), complaint).At(since)];
    }

    private static IEnumerable<Refusal> OfWireNames(ISymbol symbol, string present) =>
        from attribute in AttributesOf(symbol, KnownTypes.RenamedFromAttribute)
        let name = attribute.Argument<string>(0) ?? ""
        let complaint = !FormerNames.IsOnTheWire(name) ? "is no name of a message on the wire. Write namespace, colon and type, as in \"Acme.Orders:OrderPlaced\"."
            : name == present ? "says what it is still called. Remove it."
            : null
        where complaint is not null
        select Wrong(symbol, attribute, complaint);

    private static Refusal Wrong(ISymbol symbol, AttributeData attribute, string complaint) => new Refusal(
        Descriptors.BadFormerName, symbol, ContractRules.NameOf(symbol), attribute.Argument<string>(0) ?? "", complaint).At(attribute);

    private static IEnumerable<AttributeData> AttributesOf(ISymbol symbol, string attribute) =>
        symbol.GetAttributes().Where(each => TypeNames.Is(each.AttributeClass, attribute));
}
