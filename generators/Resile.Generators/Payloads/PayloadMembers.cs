using System.Globalization;
using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;

namespace Resile.Generators.Payloads;

/// <summary>Reads the members of enumerations.</summary>
internal static class PayloadMembers
{
    /// <summary>Lists them, in the order of declaration.</summary>
    public static IEnumerable<PayloadMember> Of(INamedTypeSymbol type) =>
        from field in type.GetMembers().OfType<IFieldSymbol>()
        where field.HasConstantValue
        let given = AttributeReader.Find(field, KnownTypes.JsonStringEnumMemberNameAttribute).Argument<string>(0)
        select new PayloadMember(
            field.Name,
            Convert.ToString(field.ConstantValue, CultureInfo.InvariantCulture)!,
            given ?? field.Name,
            given ?? AttributeReader.Find(field, KnownTypes.EnumMemberAttribute).Named<string>("Value") ?? field.Name);
}
