using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;

namespace Resile.Generators.Upcasting;

/// <summary>The rule of <c>[Retired]</c>: its names are never used again.</summary>
internal static class RetiredRules
{
    /// <summary>Lists the names that are retired on a symbol.</summary>
    public static IEnumerable<string> NamesOn(ISymbol symbol) => symbol.GetAttributes()
        .Where(static attribute => TypeNames.Is(attribute.AttributeClass, KnownTypes.RetiredAttribute))
        .SelectMany(static attribute => attribute.ConstructorArguments)
        .Where(static argument => argument is { Kind: TypedConstantKind.Array, IsNull: false })
        .SelectMany(static argument => argument.Values).Select(static value => value.Value).OfType<string>();

    /// <summary>Lists what of a type has the name of something that is retired.</summary>
    public static IEnumerable<Refusal> OfType(INamedTypeSymbol type)
    {
        var used = type.TypeKind switch
        {
            TypeKind.Class or TypeKind.Struct => Used(type, PayloadShape.OfType(type).Members.Select(static member => (member.Symbol, member.JsonName))),
            TypeKind.Enum => Used(type, type.GetMembers().OfType<IFieldSymbol>().Where(static field => field.HasConstantValue).Select(static field => ((ISymbol)field, field.Name))),
            TypeKind.Interface => Used(type, Operations(type).Select(static method => ((ISymbol)method, method.Name)))
                .Concat(Operations(type).SelectMany(static method => Used(method, method.Parameters.Select(static parameter => ((ISymbol)parameter, parameter.Name))))),
            _ => [],
        };
        return used;
    }

    private static IEnumerable<IMethodSymbol> Operations(INamedTypeSymbol type) =>
        type.GetMembers().OfType<IMethodSymbol>().Where(static method => method.MethodKind == MethodKind.Ordinary && method.Name.Length > 0);

    private static IEnumerable<Refusal> Used(ISymbol owner, IEnumerable<(ISymbol Symbol, string Name)> members)
    {
        var retired = new HashSet<string>(NamesOn(owner), StringComparer.OrdinalIgnoreCase);
        return retired.Count == 0
            ? []
            : members.Where(member => retired.Contains(member.Name) || retired.Contains(member.Symbol.Name))
                .Select(member => new Refusal(Descriptors.RetiredName, member.Symbol, ContractRules.NameOf(member.Symbol), member.Name));
    }
}
