using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;

namespace Resile.Generators.Supervision;

/// <summary>A supervisor as its attributes declare it, and what stands under it.</summary>
/// <remarks>
/// It holds symbols, so it lives only within one transform or one analyzer callback, never in a model. A tree that somebody is typing may have
/// cycles: whoever walks it keeps in mind where it has been.
/// </remarks>
internal sealed class SupervisorNode
{
    private SupervisorNode(INamedTypeSymbol type, AttributeData attribute)
    {
        Type = type;
        Attribute = attribute;
        IsRoot = TypeNames.Is(attribute.AttributeClass, KnownTypes.SystemRootAttribute);
    }

    /// <summary>Gets the class.</summary>
    public INamedTypeSymbol Type { get; }

    /// <summary>Gets the attribute that makes it a supervisor.</summary>
    public AttributeData Attribute { get; }

    /// <summary>Gets whether the system restarts when its restarts are used up.</summary>
    public bool IsRoot { get; }

    /// <summary>Gets its children in the order of declaration. What the compiler complains of is left out.</summary>
    public List<ChildNode> Children { get; } = [];

    /// <summary>Gets how many restarts of all children lead no further.</summary>
    public int MaxRestarts => Attribute.Named("MaxRestarts", 3);

    /// <summary>Finds the attribute that makes a class a supervisor.</summary>
    public static AttributeData? AttributeOf(INamedTypeSymbol type) =>
        AttributeReader.Find(type, KnownTypes.SupervisorAttribute) ?? AttributeReader.Find(type, KnownTypes.SystemRootAttribute);

    /// <summary>Reads the tree that a class declares, down to its leaves.</summary>
    /// <returns>Null where the class declares none.</returns>
    public static SupervisorNode? Read(INamedTypeSymbol type) => Read(type, new(SymbolEqualityComparer.Default));

    /// <summary>Lists the children of a class whose types the compiler accepts.</summary>
    public static IEnumerable<ChildNode> ChildrenOf(INamedTypeSymbol type)
    {
        foreach (var attribute in type.GetAttributes())
        {
            ChildKind? kind = TypeNames.Is(attribute.AttributeClass, KnownTypes.ChildAttributeOfComponent) ? ChildKind.Component
                : TypeNames.Is(attribute.AttributeClass, KnownTypes.ChildPoolAttribute) ? ChildKind.Pool
                : TypeNames.Is(attribute.AttributeClass, KnownTypes.ChildAttributeOfSupervisor) ? ChildKind.Supervisor
                : null;
            if (kind is { } known && IsSound(attribute.AttributeClass!, known))
            {
                yield return new ChildNode(attribute, known);
            }
        }
    }

    /// <summary>Lists itself and all supervisors below it, each once.</summary>
    public IEnumerable<SupervisorNode> All()
    {
        var seen = new HashSet<SupervisorNode> { this };
        var found = new Queue<SupervisorNode>(seen);
        while (found.Count > 0)
        {
            var node = found.Dequeue();
            yield return node;
            foreach (var child in node.Children)
            {
                if (child.Nested is { } nested && seen.Add(nested))
                {
                    found.Enqueue(nested);
                }
            }
        }
    }

    /// <summary>Lists the components and pools of itself and all supervisors below it.</summary>
    public IEnumerable<ChildNode> Components() => All().SelectMany(static node => node.Children).Where(static child => child.Kind != ChildKind.Supervisor);

    private static SupervisorNode? Read(INamedTypeSymbol type, Dictionary<ISymbol, SupervisorNode> known)
    {
        if (known.TryGetValue(type, out var node))
        {
            return node;
        }

        if (AttributeOf(type) is not { } attribute)
        {
            return null;
        }

        node = new SupervisorNode(type, attribute);
        known.Add(type, node);
        foreach (var child in ChildrenOf(type))
        {
            child.Nested = child.Kind == ChildKind.Supervisor ? Read(child.Type, known) : null;
            node.Children.Add(child);
        }

        return node;
    }

    // A type that is half typed, and a class that does not implement the contract, are the compiler's to complain of.
    private static bool IsSound(INamedTypeSymbol attribute, ChildKind kind) =>
        attribute.TypeArguments.All(IsKnown)
        && attribute.TypeArguments[0] is INamedTypeSymbol type
        && (kind == ChildKind.Supervisor || (attribute.TypeArguments[1] is INamedTypeSymbol implementation && Implements(implementation, type)));

    private static bool Implements(INamedTypeSymbol implementation, INamedTypeSymbol contract)
    {
        for (var type = implementation; type is not null; type = type.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(type, contract))
            {
                return true;
            }
        }

        return implementation.AllInterfaces.Contains(contract, SymbolEqualityComparer.Default);
    }

    private static bool IsKnown(ITypeSymbol type) => type switch
    {
        INamedTypeSymbol named => named.TypeKind != TypeKind.Error && named.Name.Length > 0 && named.TypeArguments.All(IsKnown),
        IArrayTypeSymbol array => IsKnown(array.ElementType),
        _ => type.TypeKind is not (TypeKind.Error or TypeKind.TypeParameter),
    };
}
