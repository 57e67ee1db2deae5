using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Resile.Generators.Contracts;
using Resile.Generators.Text;

namespace Resile.Generators.Supervision;

/// <summary>Chooses the constructor of an implementation, as dependency injection does, and writes its arguments.</summary>
internal static class ComponentConstructor
{
    private const string Injection = "global::Microsoft.Extensions.DependencyInjection.";

    /// <summary>Chooses the constructor: the public one, or the one that is marked.</summary>
    /// <returns>The constructor, or what keeps generated code from calling one.</returns>
    public static (IMethodSymbol? Constructor, string? Complaint) Of(INamedTypeSymbol implementation)
    {
        if (implementation.TypeKind != TypeKind.Class || implementation.IsAbstract)
        {
            return (null, "is no class that can be made. Name one that is neither abstract nor an interface");
        }

        if (!TypeAccess.CanBeNamed(implementation))
        {
            return (null, "is file-local, or private or protected within another type. Make it internal or public");
        }

        var candidates = implementation.InstanceConstructors.Where(static each => each.DeclaredAccessibility == Accessibility.Public).ToArray();
        var marked = candidates.Where(static each => AttributeReader.Find(each, KnownTypes.ActivatorUtilitiesConstructorAttribute) is not null).ToArray();
        var chosen = marked.Length > 0 ? marked : candidates;
        return chosen.Length switch
        {
            0 => (null, "has no public constructor. Make the one to use public"),
            1 => OfParameters(implementation, chosen[0]) is { } complaint ? (null, complaint) : (chosen[0], null),
            _ => (null, $"has {Literal.Of(chosen.Length)} "
                + (marked.Length > 0 ? "constructors with [ActivatorUtilitiesConstructor]. Leave it on one" : "public constructors. Mark the one to use with [ActivatorUtilitiesConstructor]")),
        };
    }

    /// <summary>Finds what keeps a pool from handing its key to a constructor.</summary>
    public static string? OfKey(IMethodSymbol constructor, ITypeSymbol key) =>
        constructor.Parameters.Count(parameter => IsKey(parameter, key)) > 1
            ? $"has a constructor with several parameters of the key's type '{TypeNames.Plain(key)}'. Leave one, and give the key a type of its own"
            : null;

    /// <summary>Writes the arguments, which come from <c>services</c> and, in a pool, from <c>key</c>.</summary>
    public static IEnumerable<string> Arguments(IMethodSymbol constructor, ITypeSymbol? key)
    {
        var isNamed = false;
        foreach (var parameter in constructor.Parameters)
        {
            // No value type is a service: its default holds, and what follows it goes by name.
            if (parameter is { HasExplicitDefaultValue: true, Type.IsReferenceType: false } && !IsKey(parameter, key))
            {
                isNamed = true;
                continue;
            }

            yield return (isNamed ? TypeNames.Identifier(parameter.Name) + ": " : "") + Argument(parameter, key);
        }
    }

    private static string? OfParameters(INamedTypeSymbol implementation, IMethodSymbol constructor)
    {
        if (RequiredMember(implementation) is { } required && AttributeReader.Find(constructor, KnownTypes.SetsRequiredMembersAttribute) is null)
        {
            return $"has the required member '{required.Name}', which its constructor does not say it sets. Mark that with [SetsRequiredMembers], or take it as a parameter";
        }

        if (AttributeReader.Find(constructor, KnownTypes.ObsoleteAttribute).Argument<bool>(1))
        {
            return "has a constructor that is obsolete. Mark another one with [ActivatorUtilitiesConstructor]";
        }

        var odd = constructor.Parameters.FirstOrDefault(static parameter => parameter.RefKind != RefKind.None || parameter.Type.IsRefLikeType
            || TypeAccess.MentionsPointer(parameter.Type) || AttributeReader.Find(parameter, KnownTypes.ServiceKeyAttribute) is not null
            || (KeyOf(parameter) is { } key && Written(key) is null));
        return odd is not null ? $"has a constructor whose parameter '{odd.Name}' no service can be given for. Take a service by value"
            : constructor.IsVararg ? "has a constructor with __arglist, which no service can be given for. Take services by value"
            : null;
    }

    private static ISymbol? RequiredMember(INamedTypeSymbol implementation)
    {
        for (var type = implementation; type is not null; type = type.BaseType)
        {
            if (type.GetMembers().FirstOrDefault(static member => member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true }) is { } required)
            {
                return required;
            }
        }

        return null;
    }

    private static string Argument(IParameterSymbol parameter, ITypeSymbol? key)
    {
        if (IsKey(parameter, key))
        {
            return "key";
        }

        if (TypeNames.Is(parameter.Type, KnownTypes.ServiceProvider))
        {
            return "services";
        }

        var isOptional = parameter.HasExplicitDefaultValue || parameter.NullableAnnotation == NullableAnnotation.Annotated;
        var type = TypeNames.Full(parameter.Type.IsReferenceType ? parameter.Type.WithNullableAnnotation(NullableAnnotation.NotAnnotated) : parameter.Type);
        var method = isOptional ? "Get" : "GetRequired";
        var service = KeyOf(parameter) is { } name
            ? $"{Injection}ServiceProviderKeyedServiceExtensions.{method}KeyedService<{type}>(services, {Written(name)})"
            : $"{Injection}ServiceProviderServiceExtensions.{method}Service<{type}>(services)";
        return !isOptional ? service
            : parameter is { HasExplicitDefaultValue: true, ExplicitDefaultValue: string text } ? $"{service} ?? {Literal.Of(text)}"
            : parameter.NullableAnnotation == NullableAnnotation.Annotated ? service
            : service + "!";
    }

    private static bool IsKey(IParameterSymbol parameter, ITypeSymbol? key) => key is not null && SymbolEqualityComparer.Default.Equals(parameter.Type, key);

    // [FromKeyedServices(null)] asks for the service that has no key.
    private static TypedConstant? KeyOf(IParameterSymbol parameter) =>
        AttributeReader.Find(parameter, KnownTypes.FromKeyedServicesAttribute) is { ConstructorArguments: { Length: 1 } arguments } && !arguments[0].IsNull
            ? arguments[0]
            : null;

    // A key is compared as an object, so its type counts as much as its value.
    private static string? Written(TypedConstant key) => key switch
    {
        { Kind: TypedConstantKind.Type, Value: INamedTypeSymbol type } => $"typeof({TypeNames.Full(type)})",
        { Kind: TypedConstantKind.Enum, Type: { } type, Value: { } value } => $"({TypeNames.Full(type)})({SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false)})",
        { Kind: TypedConstantKind.Primitive, Value: string or int or bool or char } =>
            SymbolDisplay.FormatPrimitive(key.Value, quoteStrings: true, useHexadecimalNumbers: false),
        { Kind: TypedConstantKind.Primitive, Type: { } type, Value: long or ulong or uint or short or ushort or byte or sbyte } =>
            $"({TypeNames.Full(type)})({SymbolDisplay.FormatPrimitive(key.Value, quoteStrings: true, useHexadecimalNumbers: false)})",
        _ => null,
    };
}
