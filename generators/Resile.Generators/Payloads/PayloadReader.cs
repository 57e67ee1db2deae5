using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Messaging;
using Resile.Generators.Text;

namespace Resile.Generators.Payloads;

/// <summary>Reads types as System.Text.Json writes them, with the web defaults that every transport begins with.</summary>
/// <remarks>
/// It collects the definitions of what it meets on the way, each once, so a type may contain itself. What a program sets at run time (a naming policy or a
/// converter in its options) no build can see; converters that attributes name make a type <see cref="PayloadKind.Any"/>, except that of enumerations by name.
/// </remarks>
/// <param name="hasSummaries">Whether documentation is read, too.</param>
internal sealed class PayloadReader(bool hasSummaries = false)
{
    private static readonly SymbolDisplayFormat Display = SymbolDisplayFormat.FullyQualifiedFormat
        .WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted)
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly string[] Maps = [KnownTypes.Dictionary, KnownTypes.DictionaryInterface, KnownTypes.ReadOnlyDictionary];

    private readonly Dictionary<string, PayloadDefinition?> _definitions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, INamedTypeSymbol> _symbols = new(StringComparer.Ordinal);

    /// <summary>Gets what was met, by its name.</summary>
    public IEnumerable<PayloadDefinition> Definitions => _definitions.Where(static pair => pair.Value is not null)
        .OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => pair.Value!);

    /// <summary>Finds the type that a definition was read from; null where none was, as for the parameters of a method.</summary>
    public INamedTypeSymbol? SymbolOf(string definition) => _symbols.TryGetValue(definition, out var symbol) ? symbol : null;

    /// <summary>Reads a type.</summary>
    public PayloadType Read(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            return Read(nullable.TypeArguments[0]) with { IsNullable = true };
        }

        var isNullable = type.IsReferenceType && type.NullableAnnotation != NullableAnnotation.NotAnnotated;
        var name = NameOf(type);
        return (PayloadScalars.Of(type) ?? Composite(type, name)) with { Name = name, IsNullable = isNullable };
    }

    /// <summary>Defines the record that is generated for the parameters of a method.</summary>
    /// <param name="name">Its name, namespace included.</param>
    /// <param name="parameters">The parameters that become its properties.</param>
    /// <param name="summary">What to say of it.</param>
    public PayloadType Record(string name, IEnumerable<IParameterSymbol> parameters, string? summary = null)
    {
        var documented = hasSummaries;
        var properties = parameters.Select(parameter =>
        {
            var type = Read(parameter.Type);
            var property = MessageNames.PropertyOf(parameter.Name);
            return new PayloadProperty(
                property, JsonNames.Camel(property), type, type.IsNullable ? PayloadPresence.Optional : PayloadPresence.Expected,
                AttributeReader.Find(parameter, KnownTypes.SecretAttribute) is not null, IsReadOnly: false, IsWriteOnly: false, IsObsolete: false,
                PayloadConstraints.Of(parameter, parameter.Type), documented ? Summaries.OfParameter(parameter) : null);
        });
        _definitions[name] = new PayloadDefinition(PayloadKind.Object, name, Properties: properties.ToEquatableArray(), Summary: documented ? summary : null);
        return new PayloadType(PayloadKind.Object, name);
    }

    /// <summary>Defines an object with one property, as stands around an answer that is no message type of the user's own.</summary>
    /// <param name="name">Its name, namespace included.</param>
    /// <param name="property">The name of the property, as JSON.</param>
    /// <param name="value">The type of its value.</param>
    public PayloadType Wrapper(string name, string property, ITypeSymbol value)
    {
        var wrapped = new PayloadProperty(property, property, Read(value), PayloadPresence.Expected, false, false, false, false, default, null);
        _definitions[name] = new PayloadDefinition(PayloadKind.Object, name, Properties: new[] { wrapped }.ToEquatableArray());
        return new PayloadType(PayloadKind.Object, name);
    }

    /// <summary>Writes the name of a type as the models have it.</summary>
    public static string NameOf(ITypeSymbol type) => type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString(Display);

    private PayloadType Composite(ITypeSymbol type, string name)
    {
        if (type.TypeKind == TypeKind.Enum)
        {
            return Enumeration((INamedTypeSymbol)type, name);
        }

        if (type is IDynamicTypeSymbol || type.SpecialType == SpecialType.System_Object || PayloadProperties.ConverterOf(type) is not null)
        {
            return new(PayloadKind.Any, name);
        }

        if (Implemented(type, Maps.Contains) is { } map)
        {
            return new(PayloadKind.Map, name, Element: Read(map.TypeArguments[1]), Key: Read(map.TypeArguments[0]));
        }

        if (ElementOf(type) is { } element)
        {
            return new(PayloadKind.List, name, Element: Read(element));
        }

        return type is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct or TypeKind.Interface } named && !IsShapedElsewhere(named)
            ? Object(named, name)
            : new(PayloadKind.Any, name);
    }

    private PayloadType Object(INamedTypeSymbol type, string name)
    {
        if (!_definitions.ContainsKey(name))
        {
            _definitions[name] = null;
            _symbols[name] = type;
            var variants = Variants(type).ToEquatableArray();
            _definitions[name] = new PayloadDefinition(
                PayloadKind.Object,
                name,
                new PayloadProperties(this, hasSummaries).Read(type).ToEquatableArray(),
                Discriminator: variants.Count == 0 ? null
                    : AttributeReader.Find(type, KnownTypes.JsonPolymorphicAttribute).Named<string>("TypeDiscriminatorPropertyName") ?? "$type",
                Variants: variants,
                IsClosed: AttributeReader.Find(type, KnownTypes.JsonUnmappedMemberHandlingAttribute).Argument<int>(0) == 1,
                IsObsolete: AttributeReader.IsObsolete(type),
                Summary: hasSummaries ? Summaries.Of(type) : null);
        }

        return new(PayloadKind.Object, name);
    }

    private IEnumerable<PayloadVariant> Variants(INamedTypeSymbol type) =>
        from attribute in type.GetAttributes()
        where TypeNames.Is(attribute.AttributeClass, KnownTypes.JsonDerivedTypeAttribute)
            && attribute.ConstructorArguments.Length > 0 && attribute.ConstructorArguments[0].Value is INamedTypeSymbol
        let derived = (INamedTypeSymbol)attribute.ConstructorArguments[0].Value!
        select new PayloadVariant(
            SymbolEqualityComparer.Default.Equals(derived, type) ? new(PayloadKind.Object, NameOf(type)) : Object(derived, NameOf(derived)),
            attribute.Argument<string>(1) is { } text ? JsonText.Quote(text)
                : attribute.ConstructorArguments.Length > 1 && attribute.ConstructorArguments[1].Value is int number ? Literal.Of(number)
                : null);

    private PayloadType Enumeration(INamedTypeSymbol type, string name)
    {
        var converter = PayloadProperties.ConverterOf(type);
        if (converter is not null && !PayloadProperties.WritesNames(converter))
        {
            return new(PayloadKind.Any, name);
        }

        _symbols[name] = type;
        _definitions[name] = new PayloadDefinition(
            PayloadKind.Enum,
            name,
            Members: PayloadMembers.Of(type).ToEquatableArray(),
            HasNames: converter is not null,
            IsFlags: AttributeReader.Find(type, KnownTypes.FlagsAttribute) is not null,
            IsObsolete: AttributeReader.IsObsolete(type),
            Summary: hasSummaries ? Summaries.Of(type) : null);
        return new(PayloadKind.Enum, name);
    }

    private static ITypeSymbol? ElementOf(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { Rank: 1 } array => array.ElementType,
        IArrayTypeSymbol => null,
        _ => Implemented(type, static name => name is KnownTypes.Enumerable or KnownTypes.AsyncEnumerable)?.TypeArguments[0],
    };

    private static INamedTypeSymbol? Implemented(ITypeSymbol type, Func<string, bool> isAsked) =>
        type.AllInterfaces.Concat(type is INamedTypeSymbol named ? [named] : Array.Empty<INamedTypeSymbol>())
            .FirstOrDefault(each => each.IsGenericType && isAsked(TypeNames.Metadata(each.OriginalDefinition)));

    // Of the framework's own types, those that are known have been found by now; of the rest, converters decide.
    private static bool IsShapedElsewhere(INamedTypeSymbol type) => type.TypeKind == TypeKind.Error
        || (MessageNames.IsOfTheSystem(type) && !TypeNames.Is(type, KnownTypes.KeyValuePair) && type.Name != "Tuple")
        || type.AllInterfaces.Any(static implemented => TypeNames.Is(implemented, KnownTypes.NonGenericEnumerable));
}
