using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;

namespace Resile.Generators.Supervision;

/// <summary>The rules of what stands under a supervisor.</summary>
internal static class ChildRules
{
    /// <summary>Finds what is wrong with the children of a supervisor: at most one thing of each that keeps it from being built.</summary>
    public static IEnumerable<Refusal> Of(SupervisorNode supervisor)
    {
        var names = new Dictionary<string, ISymbol>(StringComparer.Ordinal) { ["supervisor " + supervisor.Type.Name] = supervisor.Type };
        foreach (var child in supervisor.Children)
        {
            var refusal = OfKind(supervisor, child)
                ?? SupervisorRules.OfValues(supervisor.Type, child.Attribute, $" of '{TypeNames.Plain(child.Type)}'")
                ?? OfSignificance(supervisor, child)
                ?? OfConstructor(supervisor, child)
                ?? OfNames(supervisor, child, names);
            if (refusal is not null)
            {
                yield return refusal.At(child.Attribute);
            }
            else if (OfRawInstances(supervisor, child) is { } raw)
            {
                yield return raw.At(child.Attribute);
            }
        }

        if (OfAutoShutdown(supervisor) is { } idle)
        {
            yield return idle;
        }
    }

    private static Refusal? OfKind(SupervisorNode supervisor, ChildNode child)
    {
        var own = supervisor.Type.ContainingAssembly;
        var isOwn = SymbolEqualityComparer.Default.Equals(child.Type.ContainingAssembly, own);
        var complaint = child.Kind == ChildKind.Supervisor
            ? SupervisorNode.AttributeOf(child.Type) is null
                ? "which is no class with [Supervisor]. Put the attribute on it, or name a contract and its implementation, as in [Child<IOrders, Orders>]"
            : child.Nested is { IsRoot: true } ? "which carries [SystemRoot] and so stands under nothing. Make it a [Supervisor]"
            : !isOwn && !ForeignContracts.CanAdd(child.Type, own)
                ? $"for which nothing was generated in '{child.Type.ContainingAssembly.Name}'. Let that project reference Resile.Recovery, and make the class public"
            : null
            : child.Type.TypeKind != TypeKind.Interface || AttributeReader.Find(child.Type, KnownTypes.AutoRecoverAttribute) is null
                ? "which is no interface with [AutoRecover]. Put the attribute on it, or take the child out"
            : isOwn || ForeignContracts.RegistrationOf(child, own) is not null ? null
            : child.Kind == ChildKind.Pool ? $"whose proxy only '{child.Type.ContainingAssembly.Name}' can name. Declare the pool in that project"
            : $"for which nothing was generated in '{child.Type.ContainingAssembly.Name}'. Let that project reference Resile.Recovery, and make the contract public";
        return complaint is null
            ? null
            : new Refusal(Descriptors.BadChild, supervisor.Type, TypeNames.Plain(supervisor.Type), TypeNames.Plain(child.Type), complaint);
    }

    private static Refusal? OfSignificance(SupervisorNode supervisor, ChildNode child) => child is { IsSignificant: true, IsPermanent: true }
        ? new Refusal(Descriptors.SignificantPermanent, supervisor.Type, TypeNames.Plain(supervisor.Type), TypeNames.Plain(child.Type))
        : null;

    private static Refusal? OfConstructor(SupervisorNode supervisor, ChildNode child)
    {
        if (child.Implementation is not { } implementation)
        {
            return null;
        }

        var (constructor, complaint) = ComponentConstructor.Of(implementation);
        if (constructor is not null && child.Key is not null)
        {
            complaint = ComponentConstructor.OfKey(constructor, child.Key);
        }

        return complaint is not null ? new Refusal(Descriptors.NoConstructor, supervisor.Type, TypeNames.Plain(implementation), complaint)
            : ChildOrder.NeedsOf(child).Contains(child.Type, SymbolEqualityComparer.Default)
                ? new Refusal(Descriptors.TreeCycle, supervisor.Type, TypeNames.Plain(supervisor.Type),
                    $"{TypeNames.Plain(implementation)} takes its own contract {TypeNames.Plain(child.Type)}. Take it out of the constructor: a call would come back to itself")
            : null;
    }

    // Each name stands for one thing in a tree: values are configured by it. What stands twice below one child is told there.
    private static Refusal? OfNames(SupervisorNode supervisor, ChildNode child, Dictionary<string, ISymbol> names)
    {
        Refusal? refusal = null;
        var own = new Dictionary<string, ISymbol>(StringComparer.Ordinal);
        foreach (var (name, type) in NamesIn(child))
        {
            own[name] = type;
            if (names.TryGetValue(name, out var other))
            {
                var complaint = SymbolEqualityComparer.Default.Equals(type, other)
                    ? "a second time. Leave it in one place"
                    : $"whose values would be configured by the name of '{TypeNames.Plain(other)}'. Rename one of the two";
                refusal ??= new Refusal(Descriptors.DuplicateChild, supervisor.Type, TypeNames.Plain(supervisor.Type), TypeNames.Plain(type), complaint);
            }
        }

        foreach (var pair in own)
        {
            names[pair.Key] = pair.Value;
        }

        return refusal;
    }

    private static IEnumerable<(string Name, ISymbol Type)> NamesIn(ChildNode child)
    {
        if (child.Nested is not { } nested)
        {
            return NamesOf(child);
        }

        // Supervisors that contain each other have names enough: it is the cycle that is told.
        return nested.All().Any(node => node.Children.Any(each => each.Nested == nested))
            ? []
            : nested.All().Select(static node => ("supervisor " + node.Type.Name, (ISymbol)node.Type))
                .Concat(nested.Components().SelectMany(NamesOf));
    }

    // A pool is a supervisor, too.
    private static IEnumerable<(string Name, ISymbol Type)> NamesOf(ChildNode component) => component.Kind == ChildKind.Pool
        ? [("component " + component.Name, component.Type), ("supervisor " + component.Name + "Pool", component.Type)]
        : [("component " + component.Name, component.Type)];

    private static Refusal? OfRawInstances(SupervisorNode supervisor, ChildNode child)
    {
        var needs = new HashSet<ISymbol>(ChildOrder.NeedsOf(child), SymbolEqualityComparer.Default);
        return needs.Count > 0 && supervisor.Components().FirstOrDefault(each => needs.Contains(each.Implementation!)) is { } raw
            ? new Refusal(Descriptors.RawInstance, supervisor.Type,
                TypeNames.Plain(child.Implementation!), TypeNames.Plain(raw.Implementation!), TypeNames.Plain(raw.Type))
            : null;
    }

    private static Refusal? OfAutoShutdown(SupervisorNode supervisor)
    {
        var ends = supervisor.Attribute.Named<int>("AutoShutdown") != 0;
        var significant = supervisor.Children.Find(static child => child.IsSignificant);
        var name = TypeNames.Plain(supervisor.Type);
        return ends && significant is null
            ? new Refusal(Descriptors.IdleSignificance, supervisor.Type, name,
                "ends when significant children have ended, but has none. Set Significant on one that is not permanent, or take AutoShutdown away").At(supervisor.Attribute)
            : !ends && significant is { IsPermanent: false }
                ? new Refusal(Descriptors.IdleSignificance, supervisor.Type, name,
                    $"has the significant child '{TypeNames.Plain(significant.Type)}', but does not end because of it. "
                    + (supervisor.IsRoot ? "Take Significant away, or put the child under a [Supervisor] with AutoShutdown" : "Set AutoShutdown, or take Significant away"))
                    .At(significant.Attribute)
                : null;
    }
}
