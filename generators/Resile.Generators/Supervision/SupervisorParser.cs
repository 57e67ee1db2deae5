using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Recovery;
using Resile.Generators.Text;

namespace Resile.Generators.Supervision;

/// <summary>Turns a class that carries <c>[Supervisor]</c> or <c>[SystemRoot]</c> into a model.</summary>
internal static class SupervisorParser
{
    /// <summary>The members of <c>SupervisionStrategy</c>, by their values.</summary>
    public static readonly string[] Strategies = ["OneForOne", "OneForAll", "RestForOne"];

    /// <summary>The members of <c>ChildRestart</c>, by their values.</summary>
    public static readonly string[] Restarts = ["Permanent", "Transient", "Temporary"];

    /// <summary>The members of <c>AutoShutdown</c>, by their values.</summary>
    public static readonly string[] Shutdowns = ["Never", "AnySignificant", "AllSignificant"];

    /// <summary>Reads the class.</summary>
    public static SupervisorModel Parse(INamedTypeSymbol type, CancellationToken cancellationToken)
    {
        var supervisor = SupervisorNode.Read(type)!;
        var refusal = SupervisorRules.RefusalOf(supervisor);
        cancellationToken.ThrowIfCancellationRequested();
        var order = ChildOrder.Of(supervisor);
        return new SupervisorModel(
            type.ContainingNamespace.IsGlobalNamespace ? null : TypeNames.Plain(type.ContainingNamespace),
            supervisor.IsRoot ? "SystemRoot" : "Supervisor",
            $"partial {(type.IsRecord ? "record" : "class")} {TypeNames.Identifier(type.Name)}",
            type.Name,
            TypeNames.Plain(type),
            TypeNames.Full(type),
            TypeNames.Metadata(type),
            ContractParser.IsVisibleOutside(type),
            AttributeReader.IsObsolete(type),
            WarningIds.OfSymbols(SymbolsOf(supervisor)).ToEquatableArray(),
            refusal?.ToString(),
            Values(supervisor).ToEquatableArray(),
            refusal is null ? order.Children.Select(child => Child(type, child, order.Needs[child])).ToEquatableArray() : EquatableArray<ChildModel>.Empty,
            refusal is null ? SupervisionBudgets.Remarks(supervisor).ToEquatableArray() : EquatableArray<string>.Empty);
    }

    private static ChildModel Child(INamedTypeSymbol supervisor, ChildNode child, string[] needs)
    {
        var isOwn = SymbolEqualityComparer.Default.Equals(child.Type.ContainingAssembly, supervisor.ContainingAssembly);
        var constructor = child.Implementation is null ? null : ComponentConstructor.Of(child.Implementation).Constructor;
        return new ChildModel(
            child.Kind,
            child.Name,
            child.Type.Name + (child.Implementation is null ? "" : $" ({child.Implementation.Name})"),
            TypeNames.Full(child.Type),
            isOwn && child.Kind != ChildKind.Supervisor ? "global::" + Beside(child.Type, child.Name + "Supervised") : null,
            isOwn || child.Kind == ChildKind.Supervisor ? null : ForeignContracts.RegistrationOf(child, supervisor.ContainingAssembly),
            child.Implementation is null ? null : TypeNames.Full(child.Implementation),
            child.Key is null ? null : TypeNames.Full(child.Key),
            (constructor is null ? [] : ComponentConstructor.Arguments(constructor, child.Key)).ToEquatableArray(),
            isOwn ? LoopOf(child) : null,
            Values(child).ToEquatableArray(),
            child.Attribute.Named<int>("MaxChildren"),
            needs.ToEquatableArray());
    }

    // Few contracts have one, and reading a contract whole costs more than looking for it.
    private static string? LoopOf(ChildNode child) =>
        child.Kind != ChildKind.Supervisor && ContractMembers.ToImplement(child.Type).OfType<IMethodSymbol>().Any(AutoRecoverRules.IsLoop)
            ? AutoRecoverRegistrations.LoopOf(AutoRecoverParser.Parse(child.Type, CancellationToken.None))
            : null;

    private static string Beside(INamedTypeSymbol type, string name) => type.ContainingNamespace.IsGlobalNamespace
        ? name
        : TypeNames.Plain(type.ContainingNamespace) + "." + name;

    private static IEnumerable<AutoRecoverValue> Values(SupervisorNode supervisor)
    {
        if (supervisor.Attribute.Argument<int>(0) is > 0 and var strategy && strategy < Strategies.Length)
        {
            yield return new("Strategy", "global::" + KnownTypes.SupervisionStrategy + "." + Strategies[strategy]);
        }

        // The defaults of a root are not those of the options.
        foreach (var value in Budget(supervisor.Attribute, supervisor.IsRoot ? 3 : null, supervisor.IsRoot ? 3600 : null))
        {
            yield return value;
        }

        if (supervisor.Attribute.Named<int>("AutoShutdown") is > 0 and var shutdown && shutdown < Shutdowns.Length)
        {
            yield return new("AutoShutdown", "global::" + KnownTypes.AutoShutdown + "." + Shutdowns[shutdown]);
        }
    }

    private static IEnumerable<AutoRecoverValue> Values(ChildNode child)
    {
        if (child.Attribute.Named<int>("Restart") is > 0 and var restart && restart < Restarts.Length)
        {
            yield return new("Restart", "global::" + KnownTypes.ChildRestart + "." + Restarts[restart]);
        }

        if (child.IsSignificant)
        {
            yield return new("IsSignificant", "true");
        }

        foreach (var value in Budget(child.Attribute, null, null))
        {
            yield return value;
        }
    }

    private static IEnumerable<AutoRecoverValue> Budget(AttributeData attribute, int? restarts, int? seconds)
    {
        if (attribute.Named("MaxRestarts", restarts ?? -1) is >= 0 and var count)
        {
            yield return new("MaxRestarts", Literal.Of(count));
        }

        if (attribute.Named("WithinSeconds", seconds ?? -1) is > 0 and var window)
        {
            yield return new("RestartWindow", Literal.Of(TimeSpan.FromSeconds(window)));
        }
    }

    private static IEnumerable<ISymbol> SymbolsOf(SupervisorNode supervisor)
    {
        yield return supervisor.Type;
        foreach (var child in supervisor.Children)
        {
            yield return child.Type;
            if (child.Implementation is { } implementation)
            {
                yield return implementation;
                if (ComponentConstructor.Of(implementation).Constructor is { } constructor)
                {
                    yield return constructor;
                    foreach (var parameter in constructor.Parameters)
                    {
                        yield return parameter.Type;
                    }
                }
            }
        }
    }
}
