using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;

namespace Resile.Generators.Supervision;

/// <summary>The rules of whole trees.</summary>
internal static class TreeRules
{
    /// <summary>Finds supervisors that contain each other, and children whose constructors need each other.</summary>
    public static Refusal? OfCycles(SupervisorNode supervisor)
    {
        var name = TypeNames.Plain(supervisor.Type);
        if (PathBack(supervisor) is { } path)
        {
            // One of those that contain each other tells it.
            return path.TrueForAll(node => string.CompareOrdinal(name, TypeNames.Plain(node.Type)) <= 0)
                ? new Refusal(Descriptors.TreeCycle, supervisor.Type, name,
                    $"{string.Join(" -> ", path.Concat([supervisor]).Select(static node => TypeNames.Plain(node.Type)))} contain each other. Take one out of the other")
                    .At(supervisor.Attribute)
                : null;
        }

        return ChildOrder.Of(supervisor).Cycle is { } cycle
            ? new Refusal(Descriptors.TreeCycle, supervisor.Type, name,
                $"the constructors of {cycle} need each other, so none can start first. Take one out, and ask an IServiceProvider for it when it is needed")
                .At(supervisor.Attribute)
            : null;
    }

    /// <summary>Finds what is wrong with a supervisor among the others of its project.</summary>
    /// <param name="supervisor">The supervisor.</param>
    /// <param name="project">All supervisors that the project declares.</param>
    public static IEnumerable<Refusal> Of(SupervisorNode supervisor, IReadOnlyList<SupervisorNode> project)
    {
        if (supervisor.IsRoot && project.FirstOrDefault(static each => each.IsRoot) is { } root && !IsSame(root, supervisor))
        {
            yield return new Refusal(Descriptors.SeveralRoots, supervisor.Type, TypeNames.Plain(supervisor.Type), TypeNames.Plain(root.Type)).At(supervisor.Attribute);
        }

        foreach (var child in supervisor.Children.Where(static child => child.Nested is not null))
        {
            var first = project.First(each => IsSame(each, supervisor) || Has(each, child));
            if (!IsSame(first, supervisor) && !project.Any(each => Contains(each, first) && Contains(each, supervisor)))
            {
                yield return new Refusal(
                    Descriptors.DuplicateChild, supervisor.Type, TypeNames.Plain(supervisor.Type), TypeNames.Plain(child.Type),
                    $"which stands under '{TypeNames.Plain(first.Type)}'. Leave it in one place").At(child.Attribute);
            }
        }

        // What a tree comes to is told at its top.
        if (!project.Any(each => !IsSame(each, supervisor) && Contains(each, supervisor)))
        {
            foreach (var refusal in SupervisionBudgets.Of(supervisor))
            {
                yield return refusal;
            }
        }
    }

    // The supervisors from this one back to itself, this one first.
    private static List<SupervisorNode>? PathBack(SupervisorNode supervisor)
    {
        var from = new Dictionary<SupervisorNode, SupervisorNode>();
        foreach (var node in supervisor.All())
        {
            foreach (var child in node.Children)
            {
                if (child.Nested == supervisor)
                {
                    var path = new List<SupervisorNode> { node };
                    while (path[0] != supervisor)
                    {
                        path.Insert(0, from[path[0]]);
                    }

                    return path;
                }

                if (child.Nested is { } nested && !from.ContainsKey(nested))
                {
                    from.Add(nested, node);
                }
            }
        }

        return null;
    }

    private static bool Has(SupervisorNode supervisor, ChildNode child) =>
        supervisor.Children.Exists(each => each.Nested is not null && SymbolEqualityComparer.Default.Equals(each.Type, child.Type));

    private static bool Contains(SupervisorNode supervisor, SupervisorNode other) => supervisor.All().Any(each => IsSame(each, other));

    private static bool IsSame(SupervisorNode one, SupervisorNode other) => SymbolEqualityComparer.Default.Equals(one.Type, other.Type);
}
