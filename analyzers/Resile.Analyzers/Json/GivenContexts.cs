using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Resile.Analyzers.Flow;
using Resile.Generators;
using Resile.Generators.Contracts;

namespace Resile.Analyzers.Json;

/// <summary>The serializer contexts that code hands over, and what they know.</summary>
internal sealed class GivenContexts
{
    // The names of a tuple's parts make no other type.
    private static readonly SymbolDisplayFormat Display =
        SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.ExpandValueTuple);

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private bool _isCertain = true;

    /// <summary>Gets the first of them, and where it stands; null where there is none.</summary>
    public IOperation? First { get; private set; }

    /// <summary>Adds what stands where a resolver does.</summary>
    public void Add(IOperation? resolver)
    {
        var plain = Functions.Plain(resolver);
        if (plain?.Type is not INamedTypeSymbol context || !TypeSearch.IsA(context, KnownTypes.JsonSerializerContext))
        {
            // Some other resolver may know everything.
            _isCertain = false;
            return;
        }

        First ??= plain;
        var count = _known.Count;
        for (INamedTypeSymbol? type = context; type is not null; type = type.BaseType)
        {
            // What System.Text.Json has written: a property for each type that it came across.
            _known.UnionWith(type.GetMembers().OfType<IPropertySymbol>().Select(static property => property.Type).OfType<INamedTypeSymbol>()
                .Where(static property => TypeNames.Is(property, KnownTypes.JsonTypeInfoOfT)).Select(static property => property.TypeArguments[0].ToDisplayString(Display)));
        }

        _isCertain &= _known.Count > count;
    }

    /// <summary>Adds what is inserted into the resolvers of options within a lambda.</summary>
    public void AddFrom(IOperation? lambda)
    {
        foreach (var operation in lambda?.Descendants() ?? [])
        {
            if (operation is IInvocationOperation { TargetMethod.Name: "Insert" or "Add", Instance: IPropertyReferenceOperation { Property.Name: "TypeInfoResolverChain" } } call)
            {
                Add(call.Arguments.LastOrDefault()?.Value);
            }
            else if (operation is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "TypeInfoResolver" }, Value: var value })
            {
                Add(value);
            }
        }
    }

    /// <summary>Tells whether none of them knows a type.</summary>
    public bool Lack(ITypeSymbol type) => _isCertain && First is not null && !_known.Contains(type.ToDisplayString(Display));
}
