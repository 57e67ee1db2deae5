using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;

namespace Resile.Generators.LoadBalancing;

/// <summary>The rules of <c>[Canary]</c> and <c>[Shadow]</c>, and how they are read.</summary>
internal static class AlternateRules
{
    private const double DefaultShare = 0.01;

    private static readonly string[] Attributes = [KnownTypes.CanaryAttribute, KnownTypes.ShadowAttribute];

    /// <summary>Finds why a service beside a contract's own can get no calls.</summary>
    public static Refusal? OfContract(INamedTypeSymbol contract)
    {
        foreach (var name in Attributes)
        {
            if (Read(contract, name) is { } alternate && !(alternate is { Share: >= 0 and <= 1 } && alternate.Service.Trim().Length > 0))
            {
                return new Refusal(Descriptors.BadAlternate, contract, TypeNames.Plain(contract),
                    AttributeReader.Find(contract, name)!.AttributeClass!.Name.Replace("Attribute", ""), alternate.Service, alternate.Share);
            }
        }

        return null;
    }

    /// <summary>Reads what an attribute says; null where it is not there.</summary>
    public static AlternateModel? Read(INamedTypeSymbol contract, string attribute) => AttributeReader.Find(contract, attribute) is { } found
        ? new AlternateModel(found.Argument<string>(0) ?? "", found.Named("Share", DefaultShare))
        : null;
}
