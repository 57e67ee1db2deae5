using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Documents;
using Resile.Generators.Locking;
using Resile.Generators.Messaging;
using Resile.Generators.Payloads;
using Resile.Generators.Upcasting;

namespace Resile.Analyzers.Locking;

/// <summary>Finds where to say what has changed: at the member; where that is gone, at what had it.</summary>
internal static class LockPlaces
{
    /// <summary>Finds it within a contract, or the parameters of one of its methods.</summary>
    public static Location InContract(INamedTypeSymbol contract, LockChange change)
    {
        var methods = ContractMembers.ToImplement(contract).OfType<IMethodSymbol>().ToArray();
        if (change.Owner == TypeNames.Plain(contract))
        {
            var method = methods.FirstOrDefault(each => each.Name == change.Member);
            return Own(method?.Parameters.FirstOrDefault(each => each.Name == change.Parameter), contract) ?? Own(method, contract) ?? contract.Locations[0];
        }

        // The record that is made of the parameters of a method.
        var maker = methods.FirstOrDefault(each => change.Owner.EndsWith("." + MessageNames.RecordOf(contract, each), StringComparison.Ordinal));
        var parameter = maker?.Parameters.FirstOrDefault(each => JsonNames.Camel(MessageNames.PropertyOf(each.Name)) == change.Member);
        return Own(parameter, contract) ?? Own(maker, contract) ?? contract.Locations[0];
    }

    /// <summary>Finds it within a type.</summary>
    public static Location InType(INamedTypeSymbol type, LockChange change)
    {
        var member = change.Member is null ? null
            : type.TypeKind == TypeKind.Enum ? type.GetMembers(change.Member).FirstOrDefault()
            : PayloadShape.OfType(type).Find(change.Member)?.Symbol;
        return Own(member, type) ?? type.Locations[0];
    }

    /// <summary>Finds it for what is declared in no file of the project, or only as generic: a contract by which it travels.</summary>
    public static Location? Elsewhere(ProjectContracts project, LockChange change)
    {
        var owner = project.Types.FirstOrDefault(type => PayloadReader.NameOf(type) == change.Owner);
        return owner is null ? null : InType(owner, change);
    }

    // An inherited member may stand in another project.
    private static Location? Own(ISymbol? symbol, INamedTypeSymbol owner) => symbol?.Locations.FirstOrDefault(location =>
        location.SourceTree is { } tree && owner.DeclaringSyntaxReferences.Any(part => part.SyntaxTree == tree));
}
