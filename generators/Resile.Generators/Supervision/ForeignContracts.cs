using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Text;

namespace Resile.Generators.Supervision;

/// <summary>Finds what was generated for the contracts and supervisors of other assemblies, whose proxies only those can name.</summary>
internal static class ForeignContracts
{
    /// <summary>Finds the method that adds a component of a contract, made by a delegate.</summary>
    /// <returns>Its name, fully qualified; null where there is none that the assembly may call.</returns>
    public static string? RegistrationOf(ChildNode child, IAssemblySymbol caller)
    {
        foreach (var type in Registrations(child.Type.ContainingAssembly))
        {
            foreach (var method in type.GetMembers().OfType<IMethodSymbol>())
            {
                if (IsVisible(type, caller) && IsVisible(method, caller) && Adds(method, child))
                {
                    return TypeNames.Full(type) + "." + TypeNames.Identifier(method.Name);
                }
            }
        }

        return null;
    }

    /// <summary>Tells whether a supervisor of another assembly can be added from here.</summary>
    public static bool CanAdd(INamedTypeSymbol supervisor, IAssemblySymbol caller) =>
        supervisor.GetMembers(SupervisorEmitter.Method).Any(member => member is IMethodSymbol { IsStatic: true } && IsVisible(member, caller));

    private static bool Adds(IMethodSymbol method, ChildNode child) =>
        method is { IsStatic: true, Parameters.Length: >= 3 }
        && TypeNames.Is(method.Parameters[0].Type, KnownTypes.ComponentsBuilder)
        && child.Kind == ChildKind.Component
        && method.Parameters[1].Type is INamedTypeSymbol factory && TypeNames.Is(factory, KnownTypes.Func)
        && TypeNames.Is(factory.TypeArguments[0], KnownTypes.ServiceProvider)
        && SymbolEqualityComparer.Default.Equals(factory.TypeArguments[1], child.Type);

    private static IEnumerable<INamedTypeSymbol> Registrations(IAssemblySymbol assembly)
    {
        INamespaceSymbol? space = assembly.GlobalNamespace;
        foreach (var part in Registration.RegistrationModel.DependencyInjection.Split('.'))
        {
            space = space?.GetNamespaceMembers().FirstOrDefault(member => member.Name == part);
        }

        return space is null ? [] : space.GetTypeMembers().Where(static type =>
            AttributeReader.Find(type, KnownTypes.GeneratedCodeAttribute).Argument<string>(0) == GeneratedFile.Tool);
    }

    private static bool IsVisible(ISymbol symbol, IAssemblySymbol caller) => symbol.DeclaredAccessibility == Accessibility.Public
        || (symbol.DeclaredAccessibility == Accessibility.Internal && symbol.ContainingAssembly.GivesAccessTo(caller));
}
