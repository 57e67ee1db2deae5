using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;

namespace Resile.Generators.Supervision;

/// <summary>The order in which the children of a supervisor start: each after those that its constructors need, else as they are declared.</summary>
internal sealed class ChildOrder
{
    private ChildOrder(IReadOnlyList<ChildNode> children, IReadOnlyDictionary<ChildNode, string[]> needs, string? cycle) =>
        (Children, Needs, Cycle) = (children, needs, cycle);

    /// <summary>Gets the children in order. Where they need each other, those are left out.</summary>
    public IReadOnlyList<ChildNode> Children { get; }

    /// <summary>Says what each needs of its siblings.</summary>
    public IReadOnlyDictionary<ChildNode, string[]> Needs { get; }

    /// <summary>Gets the names of children that need each other, one after the other; null where none do.</summary>
    public string? Cycle { get; }

    /// <summary>Finds the order.</summary>
    public static ChildOrder Of(SupervisorNode supervisor)
    {
        var links = Links(supervisor);
        var waiting = new List<ChildNode>(supervisor.Children);
        var ordered = new List<ChildNode>();
        while (waiting.Find(child => !links[child].Any(link => waiting.Contains(link.To))) is { } next)
        {
            waiting.Remove(next);
            ordered.Add(next);
        }

        var needs = links.ToDictionary(static pair => pair.Key, static pair => pair.Value.Select(static link => link.Why).Distinct().ToArray());
        return new ChildOrder(ordered, needs, waiting.Count == 0 ? null : CycleIn(waiting, links));
    }

    /// <summary>Lists the contracts that a component needs before it can be made: the types of its constructor's parameters.</summary>
    /// <remarks>A collection of a contract, or a pool of it, counts; what is looked for later, as by <c>Lazy</c> or <c>Func</c>, does not.</remarks>
    public static IEnumerable<ITypeSymbol> NeedsOf(ChildNode component) => component.Implementation is { } implementation
        && ComponentConstructor.Of(implementation).Constructor is { } constructor
            ? constructor.Parameters.SelectMany(static parameter => TypesIn(parameter.Type))
            : [];

    private static IEnumerable<ITypeSymbol> TypesIn(ITypeSymbol type) => type is INamedTypeSymbol { IsGenericType: true } generic
        ? TypeNames.Is(generic, KnownTypes.Lazy) || TypeNames.Is(generic, KnownTypes.FactoryOfService) || TypeNames.Is(generic, KnownTypes.Func)
            ? []
            : generic.TypeArguments.SelectMany(TypesIn)
        : [type];

    private static Dictionary<ChildNode, List<Link>> Links(SupervisorNode supervisor)
    {
        var owners = new Dictionary<ISymbol, ChildNode>(SymbolEqualityComparer.Default);
        foreach (var child in supervisor.Children)
        {
            foreach (var component in ComponentsOf(child))
            {
                owners[component.Type] = child;
            }
        }

        return supervisor.Children.ToDictionary(static child => child, child =>
        {
            var links = new List<Link>();
            foreach (var component in ComponentsOf(child))
            {
                foreach (var need in NeedsOf(component))
                {
                    if (owners.TryGetValue(need, out var owner) && owner != child)
                    {
                        links.Add(new Link(owner, (child.Nested is null ? "" : component.Type.Name + " ") + "takes " + need.Name));
                    }
                }
            }

            return links;
        });
    }

    private static IEnumerable<ChildNode> ComponentsOf(ChildNode child) => child.Nested is { } nested ? nested.Components()
        : child.Kind == ChildKind.Supervisor ? [] : [child];

    // Each that waits needs another one that does: following them long enough leads round.
    private static string CycleIn(List<ChildNode> waiting, Dictionary<ChildNode, List<Link>> links)
    {
        var path = new List<ChildNode>();
        var next = waiting[0];
        while (!path.Contains(next))
        {
            path.Add(next);
            next = links[next].First(link => waiting.Contains(link.To)).To;
        }

        return string.Join(" -> ", path.Skip(path.IndexOf(next)).Concat([next]).Select(static child => TypeNames.Plain(child.Type)));
    }

    private sealed record Link(ChildNode To, string Why);
}
