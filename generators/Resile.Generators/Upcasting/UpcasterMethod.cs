using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;

namespace Resile.Generators.Upcasting;

/// <summary>A method that carries <c>[Upcaster]</c>.</summary>
/// <remarks>It holds symbols, so it lives only within one transform or one analyzer callback, never in a model.</remarks>
internal sealed class UpcasterMethod
{
    private UpcasterMethod(IMethodSymbol method, INamedTypeSymbol old, INamedTypeSymbol present, IReadOnlyList<string> signs) =>
        (Method, Old, Present, Signs) = (method, old, present, signs);

    /// <summary>Gets the method.</summary>
    public IMethodSymbol Method { get; }

    /// <summary>Gets the shape of old.</summary>
    public INamedTypeSymbol Old { get; }

    /// <summary>Gets what it becomes.</summary>
    public INamedTypeSymbol Present { get; }

    /// <summary>Gets what the shape of old is told by, as source.</summary>
    public IReadOnlyList<string> Signs { get; }

    /// <summary>Lists the methods of a type that carry the attribute.</summary>
    public static IEnumerable<IMethodSymbol> MarkedIn(INamedTypeSymbol type) => type.GetMembers().OfType<IMethodSymbol>()
        .Where(static method => AttributeReader.Find(method, KnownTypes.UpcasterAttribute) is not null);

    /// <summary>Reads a method.</summary>
    /// <returns>Null where it cannot be used.</returns>
    public static UpcasterMethod? Read(IMethodSymbol method) => RefusalOf(method, out var upcaster) is null ? upcaster : null;

    /// <summary>Finds why a method that carries the attribute cannot be used.</summary>
    /// <param name="method">The method.</param>
    /// <param name="upcaster">What was read, where it can.</param>
    public static Refusal? RefusalOf(IMethodSymbol method, out UpcasterMethod? upcaster)
    {
        upcaster = null;
        var complaint = !method.IsStatic || method.IsAbstract ? "is not static: make it static, with a body"
            : method.IsGenericMethod || method.ContainingType.IsGenericType ? "is generic: write it for one type"
            : method.Parameters.Length != 1 || method.Parameters[0].RefKind != RefKind.None ? "does not take one parameter: let it take the shape of old, and nothing else"
            : method.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal) || !TypeAccess.CanBeNamed(method.ContainingType)
                ? "cannot be called by generated code: make it internal or public"
            : method.Parameters[0].Type is not INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct, SpecialType: SpecialType.None } ? "does not take an object: let it take a class or structure with the members of old"
            : method.ReturnType is not INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } ? "makes no object: let it return what the message is now"
            : !SymbolEqualityComparer.Default.Equals(method.ReturnType, method.ContainingType) ? $"makes no '{method.ContainingType.Name}': move it to the type that it makes"
            : null;
        if (complaint is not null)
        {
            return new Refusal(Descriptors.BadUpcaster, method, ContractRules.NameOf(method), complaint);
        }

        var (old, present) = ((INamedTypeSymbol)method.Parameters[0].Type, (INamedTypeSymbol)method.ReturnType);
        var signs = SignsOf(PayloadShape.OfType(old), PayloadShape.OfType(present)).ToArray();
        if (signs.Length == 0)
        {
            return new Refusal(Descriptors.UntoldUpcaster, method, ContractRules.NameOf(method), old.Name, present.Name);
        }

        upcaster = new UpcasterMethod(method, old, present, signs);
        return null;
    }

    private static IEnumerable<string> SignsOf(PayloadShape old, PayloadShape present)
    {
        var renamed = new HashSet<string>(present.Members.SelectMany(static member => member.FormerNames), StringComparer.OrdinalIgnoreCase);
        foreach (var member in old.Members)
        {
            var sign = $"new global::{KnownTypes.PayloadSign}({Text.Literal.Of(member.JsonName)}";
            if (present.Find(member.JsonName) is { } same)
            {
                if (JsonKinds.Of(member) is { } kind && JsonKinds.Of(same) is { } now && kind != now)
                {
                    yield return sign + $", global::System.Text.Json.JsonValueKind.{kind})";
                }
            }
            else if (!renamed.Contains(member.JsonName) && !renamed.Contains(member.Symbol.Name))
            {
                yield return sign + ")";
            }
        }
    }
}
