using Microsoft.CodeAnalysis;

namespace Resile.Generators.Contracts;

/// <summary>Writes the explicit implementation of a member that generated code cannot carry.</summary>
/// <remarks>Explicit, because it inherits the constraints, needs no default values and can never clash with another member.</remarks>
internal static class RefusedMemberParser
{
    /// <summary>Reads a member and the reason why it is refused.</summary>
    public static RefusedMember Parse(ISymbol member, Refusal refusal)
    {
        var owner = TypeNames.Full(member.ContainingType);
        return member switch
        {
            IMethodSymbol method => new(Method(method, owner), null, refusal.ToString()),
            IPropertySymbol property => new(Property(property, owner), Accessors(property), refusal.ToString()),
            IEventSymbol @event => new($"event {TypeNames.Full(@event.Type)} {owner}.{TypeNames.Identifier(@event.Name)}", "add remove",
                refusal.ToString()),
            _ => throw new InvalidOperationException($"An interface cannot ask for '{member}' to be implemented."),
        };
    }

    private static string Method(IMethodSymbol method, string owner)
    {
        var typeParameters = method.TypeParameters.IsEmpty
            ? ""
            : "<" + string.Join(", ", method.TypeParameters.Select(static parameter => TypeNames.Identifier(parameter.Name))) + ">";
        var type = Unsafe(method.ReturnType, method.Parameters) + ByRef(method.RefKind) + TypeNames.Full(method.ReturnType);
        var list = Parameters(method.Parameters);
        var parameters = !method.IsVararg ? list : list.Length > 0 ? list + ", __arglist" : "__arglist";
        return $"{type} {owner}.{TypeNames.Identifier(method.Name)}{typeParameters}({parameters}){Constraints(method)}";
    }

    private static string Property(IPropertySymbol property, string owner)
    {
        var name = property.IsIndexer ? $"this[{Parameters(property.Parameters)}]" : TypeNames.Identifier(property.Name);
        return Unsafe(property.Type, property.Parameters) + ByRef(property.RefKind) + $"{TypeNames.Full(property.Type)} {owner}.{name}";
    }

    private static string Accessors(IPropertySymbol property)
    {
        var set = property.SetMethod is null ? "" : property.SetMethod.IsInitOnly ? "init" : "set";
        return ((property.GetMethod is null ? "" : "get ") + set).Trim();
    }

    // The one constraint that an explicit implementation may restate, and must where `T?` is ambiguous without it.
    private static string Constraints(IMethodSymbol method) => string.Concat(method.TypeParameters
        .Where(parameter => UsesAnnotated(method, parameter))
        .Select(static parameter => " where " + TypeNames.Identifier(parameter.Name) + " : "
            + (parameter.IsReferenceType ? "class" : parameter.IsValueType ? "struct" : "default")));

    private static bool UsesAnnotated(IMethodSymbol method, ITypeParameterSymbol parameter) =>
        method.Parameters.Select(static each => each.Type).Append(method.ReturnType).Any(type => Mentions(type, parameter));

    private static bool Mentions(ITypeSymbol type, ITypeParameterSymbol parameter) => type switch
    {
        ITypeParameterSymbol => type.NullableAnnotation == NullableAnnotation.Annotated
            && SymbolEqualityComparer.Default.Equals(type, parameter),
        IArrayTypeSymbol array => Mentions(array.ElementType, parameter),
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } => false,
        INamedTypeSymbol named => named.TypeArguments.Any(argument => Mentions(argument, parameter)),
        _ => false,
    };

    private static string Parameters(IEnumerable<IParameterSymbol> parameters) =>
        string.Join(", ", parameters.Select(static parameter =>
            Scoped(parameter) + Passed(parameter.RefKind) + TypeNames.Full(parameter.Type) + " " + OperationParser.Parameter(parameter).Name));

    private static string Scoped(IParameterSymbol parameter) =>
        parameter.ScopedKind != ScopedKind.None && parameter.RefKind != RefKind.Out && !parameter.IsParams ? "scoped " : "";

    private static string Passed(RefKind kind) => kind switch
    {
        RefKind.Ref => "ref ",
        RefKind.Out => "out ",
        RefKind.In => "in ",
        RefKind.RefReadOnlyParameter => "ref readonly ",
        _ => "",
    };

    private static string ByRef(RefKind kind) => kind switch
    {
        RefKind.Ref => "ref ",
        RefKind.RefReadOnly => "ref readonly ",
        _ => "",
    };

    private static string Unsafe(ITypeSymbol type, IEnumerable<IParameterSymbol> parameters) =>
        parameters.Select(static parameter => parameter.Type).Append(type)
            .Any(TypeAccess.MentionsPointer) ? "unsafe " : "";
}
