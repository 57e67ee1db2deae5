using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;

namespace Resile.Generators.Messaging;

/// <summary>Finds methods that have no ordering key, though they carry what orders another method of the same contract.</summary>
internal static class MissingOrderRules
{
    // So is called what identifies something else in each message.
    private static readonly string[] Vague = ["Id", "Key", "Name", "Number", "Code", "Type"];

    /// <summary>Lists them, with the name of what to mark.</summary>
    public static IEnumerable<Refusal> OfContract(INamedTypeSymbol contract)
    {
        var operations = ContractMembers.ToImplement(contract).OfType<IMethodSymbol>()
            .Where(static method => ContractRules.OfMember(method) is null && !RequestRules.IsRequest(method)).ToArray();
        var ordered = operations.Select(static operation => (Operation: operation, Key: OrderingKeyRules.KeyOf(operation)))
            .Where(static each => each.Key is { Type: not null } key && !Vague.Contains(key.Name)).ToArray();
        foreach (var operation in ordered.Length == 0 ? [] : operations.Where(static operation => OrderingKeyRules.KeyOf(operation) is null && !MayBeLost(operation)))
        {
            foreach (var (other, key) in ordered)
            {
                if (CarrierOf(operation, key!.Value.Name, key.Value.Type!) is { } carrier)
                {
                    yield return new Refusal(Descriptors.NoOrder, operation, ContractRules.NameOf(operation), other.Name, carrier.Name);
                    break;
                }
            }
        }
    }

    // What nobody may hear of, or what is dropped when there is much of it, orders nothing.
    private static bool MayBeLost(IMethodSymbol operation) => AttributeReader.Find(operation, KnownTypes.EventAttribute) is { } attribute
        && (attribute.Named<int>("Subscribers") == 1 || attribute.Named<bool>("IsExpendable"));

    private static ISymbol? CarrierOf(IMethodSymbol operation, string name, ITypeSymbol type) => MessageNames.OwnMessage(operation) is { } message
        ? message.GetMembers(name).OfType<IPropertySymbol>().FirstOrDefault(property => SymbolEqualityComparer.Default.Equals(property.Type, type))
        : operation.Parameters.FirstOrDefault(parameter => parameter.Name.Length > 0 && MessageNames.PropertyOf(parameter.Name) == name
            && SymbolEqualityComparer.Default.Equals(parameter.Type, type));
}
