using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;

namespace Resile.Generators.Payloads;

/// <summary>Reads the properties of an object as System.Text.Json finds them.</summary>
internal sealed class PayloadProperties(PayloadReader reader, bool hasSummaries)
{
    // The values of JsonIgnoreCondition.
    private const int Never = 0;
    private const int Always = 1;
    private const int WhenWritingDefault = 2;
    private const int WhenWritingNull = 3;
    private const int WhenWriting = 4;
    private const int WhenReading = 5;

    // JsonNumberHandling.WriteAsString.
    private const int AsText = 2;

    /// <summary>Lists them: those of bases first, each in the order of declaration.</summary>
    public IEnumerable<PayloadProperty> Read(INamedTypeSymbol type)
    {
        var constructed = ConstructorOf(type)?.Parameters.ToArray() ?? [];
        return MembersOf(type).Select(member => Property(type, member, constructed)).OfType<PayloadProperty>();
    }

    /// <summary>Finds the converter that an attribute names; null where there is none.</summary>
    public static INamedTypeSymbol? ConverterOf(ISymbol symbol) =>
        AttributeReader.Find(symbol, KnownTypes.JsonConverterAttribute).Argument<INamedTypeSymbol>(0);

    /// <summary>Tells whether a converter writes members of enumerations by the names that they have.</summary>
    public static bool WritesNames(INamedTypeSymbol converter) =>
        TypeNames.Is(converter, KnownTypes.JsonStringEnumConverter) || TypeNames.Is(converter, KnownTypes.JsonStringEnumConverterOfT);

    private PayloadProperty? Property(INamedTypeSymbol owner, ISymbol member, IParameterSymbol[] constructed)
    {
        var type = member is IPropertySymbol property ? property.Type : ((IFieldSymbol)member).Type;
        var parameter = constructed.FirstOrDefault(each => string.Equals(each.Name, member.Name, StringComparison.OrdinalIgnoreCase));
        var condition = AttributeReader.Find(member, KnownTypes.JsonIgnoreAttribute) is { } ignore ? ignore.Named("Condition", Always) : Never;
        var isWritten = condition != WhenWriting && IsOpen(member, (member as IPropertySymbol)?.GetMethod);
        var isRead = condition != WhenReading && (parameter is not null || IsOpen(member, (member as IPropertySymbol)?.SetMethod));
        if (condition == Always || !(isWritten || isRead) || AttributeReader.Find(member, KnownTypes.JsonExtensionDataAttribute) is not null)
        {
            return null;
        }

        return new PayloadProperty(
            member.Name,
            JsonNames.Of(member),
            TypeOf(owner, member, type),
            PresenceOf(member, type, parameter, condition),
            AttributeReader.Find(member, KnownTypes.SecretAttribute) is not null
                || (parameter is not null && AttributeReader.Find(parameter, KnownTypes.SecretAttribute) is not null),
            IsReadOnly: !isRead,
            IsWriteOnly: !isWritten,
            AttributeReader.IsObsolete(member),
            PayloadConstraints.Of(member, type, parameter),
            hasSummaries ? Summaries.Of(member) ?? (parameter is null ? null : Summaries.OfParameter(parameter)) : null);
    }

    private PayloadType TypeOf(INamedTypeSymbol owner, ISymbol member, ITypeSymbol type)
    {
        var read = reader.Read(type);
        if (ConverterOf(member) is { } converter)
        {
            return new(read.Kind == PayloadKind.Enum && WritesNames(converter) ? PayloadKind.Text : PayloadKind.Any, read.Name, read.IsNullable);
        }

        var handling = (AttributeReader.Find(member, KnownTypes.JsonNumberHandlingAttribute) ?? AttributeReader.Find(owner, KnownTypes.JsonNumberHandlingAttribute))
            .Argument<int>(0);
        return (handling & AsText) != 0 && read.Kind is PayloadKind.Integer or PayloadKind.Number
            ? new(PayloadKind.Text, read.Name, read.IsNullable)
            : read;
    }

    private static PayloadPresence PresenceOf(ISymbol member, ITypeSymbol type, IParameterSymbol? parameter, int condition)
    {
        var isRequired = member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true }
            || AttributeReader.Find(member, KnownTypes.JsonRequiredAttribute) is not null;
        if (isRequired)
        {
            return PayloadPresence.Demanded;
        }

        var isExpected = parameter is { HasExplicitDefaultValue: false } || AttributeReader.Find(member, KnownTypes.RequiredAttribute) is not null;
        return isExpected && condition is not (WhenWritingDefault or WhenWritingNull) && !LoadBalancing.ArgumentTypes.MayBeNull(type)
            ? PayloadPresence.Expected
            : PayloadPresence.Optional;
    }

    private static bool IsOpen(ISymbol member, IMethodSymbol? accessor) => member is IFieldSymbol
        || (accessor is not null && (accessor.DeclaredAccessibility == Accessibility.Public || AttributeReader.Find(member, KnownTypes.JsonIncludeAttribute) is not null));

    // A class is made by the constructor that is marked, else by the one without parameters, else by its only one; a structure by a marked one or none.
    // That of an abstract class is for those that derive from it, but says the same of its properties.
    private static IMethodSymbol? ConstructorOf(INamedTypeSymbol type)
    {
        var accessibility = type.IsAbstract ? Accessibility.Protected : Accessibility.Public;
        var open = type.InstanceConstructors.Where(each => each.DeclaredAccessibility == accessibility && !IsCopy(each)).ToArray();
        return type.InstanceConstructors.FirstOrDefault(static each => AttributeReader.Find(each, KnownTypes.JsonConstructorAttribute) is not null)
            ?? (type.IsValueType ? null : open.FirstOrDefault(static each => each.Parameters.IsEmpty) ?? (open.Length == 1 ? open[0] : null));
    }

    private static bool IsCopy(IMethodSymbol constructor) =>
        constructor.Parameters.Length == 1 && SymbolEqualityComparer.Default.Equals(constructor.Parameters[0].Type, constructor.ContainingType);

    private static IEnumerable<ISymbol> MembersOf(INamedTypeSymbol type)
    {
        var levels = new List<ISymbol[]>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var level in LevelsOf(type))
        {
            levels.Add([.. InOrder(level).Where(IsCandidate).Where(member => names.Add(member.Name))]);
        }

        levels.Reverse();
        return levels.SelectMany(static level => level);
    }

    private static IEnumerable<INamedTypeSymbol> LevelsOf(INamedTypeSymbol type)
    {
        for (var each = type; each is { SpecialType: SpecialType.None }; each = each.BaseType)
        {
            yield return each;
        }

        if (type.TypeKind == TypeKind.Interface)
        {
            foreach (var inherited in type.AllInterfaces)
            {
                yield return inherited;
            }
        }
    }

    // The parts of a type come in the order of the project's files, which is no order of its own.
    private static IEnumerable<ISymbol> InOrder(INamedTypeSymbol type) => type.DeclaringSyntaxReferences.Length < 2
        ? type.GetMembers()
        : type.GetMembers().OrderBy(static member => member.Locations.FirstOrDefault()?.SourceTree?.FilePath, StringComparer.Ordinal)
            .ThenBy(static member => member.Locations.FirstOrDefault()?.SourceSpan.Start);

    private static bool IsCandidate(ISymbol member) => member switch
    {
        IPropertySymbol { IsStatic: false, IsIndexer: false, ExplicitInterfaceImplementations.IsEmpty: true } =>
            member.DeclaredAccessibility == Accessibility.Public || AttributeReader.Find(member, KnownTypes.JsonIncludeAttribute) is not null,
        IFieldSymbol { IsStatic: false, IsImplicitlyDeclared: false } => AttributeReader.Find(member, KnownTypes.JsonIncludeAttribute) is not null,
        _ => false,
    };
}
