using Microsoft.CodeAnalysis;
using Resile.Generators.Diagnostics;

namespace Resile.Generators.Contracts;

/// <summary>The rules of a contract's shape, which hold for every attribute.</summary>
/// <remarks>The analyzer reports what these find; the generator asks only whether they found something.</remarks>
internal static class ContractRules
{
    /// <summary>Finds why nothing can be generated for an interface.</summary>
    public static Refusal? OfContract(INamedTypeSymbol contract)
    {
        if (contract.IsGenericType || contract.ContainingType is { IsGenericType: true })
        {
            return new Refusal(Descriptors.GenericContract, contract, TypeNames.Plain(contract));
        }

        for (var type = contract; type is not null; type = type.ContainingType)
        {
            if (type.IsFileLocal || type.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal
                or Accessibility.ProtectedOrInternal))
            {
                return new Refusal(Descriptors.InaccessibleContract, contract, TypeNames.Plain(contract));
            }
        }

        var statics = new[] { contract }.Concat(contract.AllInterfaces).SelectMany(static type => type.GetMembers())
            .FirstOrDefault(static member => member is { IsStatic: true, IsAbstract: true });
        return statics is null
            ? null
            : new Refusal(Descriptors.StaticAbstractMember, statics, TypeNames.Plain(contract), statics.Name);
    }

    /// <summary>Finds why a member cannot be carried.</summary>
    public static Refusal? OfMember(ISymbol member)
    {
        var name = TypeNames.Plain(member.ContainingType) + "." + member.Name;
        return member switch
        {
            IPropertySymbol => new Refusal(Descriptors.NotAMethod, member, name, "a property"),
            IEventSymbol => new Refusal(Descriptors.NotAMethod, member, name, "an event"),
            IMethodSymbol { TypeParameters.Length: > 0 } => new Refusal(Descriptors.GenericOperation, member, name),
            IMethodSymbol method => OfMethod(method, name),
            _ => null,
        };
    }

    private static Refusal? OfMethod(IMethodSymbol method, string name)
    {
        foreach (var parameter in method.Parameters)
        {
            if (parameter.RefKind != RefKind.None || parameter.Type.IsRefLikeType
                || parameter.Type.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer)
            {
                return new Refusal(Descriptors.ByReferenceParameter, parameter, name, parameter.Name);
            }
        }

        return method.RefKind != RefKind.None || OperationParser.ShapeOf(method.ReturnType) is null
            ? new Refusal(Descriptors.NotAsynchronous, method, name, method.ReturnType.ToDisplayString())
            : null;
    }
}
