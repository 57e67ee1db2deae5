using Microsoft.CodeAnalysis;

namespace Resile.Generators.Contracts;

/// <summary>Finds the warnings that the attributes of a contract would raise in the code that implements it.</summary>
/// <remarks>They are for the contract's author to hear of, who has; generated code is silent about them, and about no others.</remarks>
internal static class WarningIds
{
    // What the compiler says of an implementation that leaves attributes like [AllowNull] out, and of a call through them.
    private static readonly string[] OfNullability = ["CS8604", "CS8766", "CS8767", "CS8768", "CS8769"];

    // Nothing of the run time claims to suit every language of the platform, so neither can what is generated.
    private static readonly string[] OfLanguages = ["CS3001", "CS3002", "CS3003"];

    /// <summary>Lists them, each once and in order.</summary>
    public static IEnumerable<string> Of(INamedTypeSymbol contract, ContractMembers members)
    {
        var claims = AttributeReader.Find(contract.ContainingAssembly, KnownTypes.CLSCompliantAttribute).Argument<bool>(0);
        var ids = new SortedSet<string>(claims ? OfLanguages : [], StringComparer.Ordinal);
        foreach (var symbol in contract.AllInterfaces.Concat<ISymbol>([contract]).Concat(members.All))
        {
            AddOwn(ids, symbol);
            if (symbol is IMethodSymbol method
                && (SpeaksOfNull(method.GetReturnTypeAttributes()) || method.Parameters.Any(static parameter => SpeaksOfNull(parameter.GetAttributes()))))
            {
                ids.UnionWith(OfNullability);
            }
        }

        return ids;
    }

    /// <summary>Lists what symbols raise by themselves, each once and in order.</summary>
    public static IEnumerable<string> OfSymbols(IEnumerable<ISymbol> symbols)
    {
        var ids = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var symbol in symbols)
        {
            AddOwn(ids, symbol);
        }

        return ids;
    }

    private static void AddOwn(SortedSet<string> ids, ISymbol symbol)
    {
        var id = AttributeReader.Find(symbol, KnownTypes.ExperimentalAttribute).Argument<string>(0)
            ?? AttributeReader.Find(symbol, KnownTypes.ObsoleteAttribute).Named<string>("DiagnosticId");
        if (id is not null && id.Length > 0 && id.All(static letter => char.IsLetterOrDigit(letter) || letter is '_'))
        {
            ids.Add(id);
        }
    }

    private static bool SpeaksOfNull(IEnumerable<AttributeData> attributes) => attributes.Any(static attribute =>
        TypeNames.Is(attribute.AttributeClass, KnownTypes.AllowNullAttribute)
        || TypeNames.Is(attribute.AttributeClass, KnownTypes.DisallowNullAttribute)
        || TypeNames.Is(attribute.AttributeClass, KnownTypes.MaybeNullAttribute)
        || TypeNames.Is(attribute.AttributeClass, KnownTypes.NotNullAttribute));
}
