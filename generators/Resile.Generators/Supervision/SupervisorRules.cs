using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;
using Resile.Generators.Recovery;
using Resile.Generators.Text;

namespace Resile.Generators.Supervision;

/// <summary>The rules of supervisors: what keeps the tree that a class declares from being built.</summary>
internal static class SupervisorRules
{
    // The run time keeps this name for itself.
    private const string Reserved = "System";

    /// <summary>Finds all that is wrong with a class and with what its attributes say; not with what they name, which is told where that stands.</summary>
    public static IEnumerable<Refusal> Of(INamedTypeSymbol type)
    {
        if (OfType(type) is { } refusal)
        {
            return [refusal];
        }

        return SupervisorNode.Read(type) is { } supervisor ? Of(supervisor) : [];
    }

    /// <summary>Finds why nothing can be generated for a supervisor: a rule that it breaks, or something that it names.</summary>
    public static Refusal? RefusalOf(SupervisorNode supervisor)
    {
        foreach (var node in supervisor.All().Where(node => IsIn(node.Type, supervisor.Type.ContainingAssembly)))
        {
            if ((Of(node.Type).FirstOrDefault(static refusal => refusal.IsFinal) ?? node.Children.Select(OfContract).FirstOrDefault(static refusal => refusal is not null))
                is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    /// <summary>Finds the values of an attribute that make no sense.</summary>
    public static Refusal? OfValues(INamedTypeSymbol type, AttributeData attribute, string of)
    {
        foreach (var (name, least, most, hint) in new[]
        {
            ("MaxRestarts", 0, 1_000, "a number from 0 to 1000"),
            ("WithinSeconds", 1, 86_400, "a number from 1 to 86400"),
            ("MaxChildren", 0, int.MaxValue, "a positive number, or leave it out for the default"),
            ("Restart", 0, SupervisorParser.Restarts.Length - 1, "a member of ChildRestart"),
            ("AutoShutdown", 0, SupervisorParser.Shutdowns.Length - 1, "a member of AutoShutdown"),
        })
        {
            if (attribute.Named(name, least) is var value && (value < least || value > most))
            {
                return new Refusal(Descriptors.BadValue, type, TypeNames.Plain(type), name + of, Literal.Of(value), hint).At(attribute);
            }
        }

        return null;
    }

    private static IEnumerable<Refusal> Of(SupervisorNode supervisor)
    {
        var found = (OfSupervisor(supervisor) is { } refusal ? [refusal] : Array.Empty<Refusal>()).Concat(ChildRules.Of(supervisor)).ToList();
        if (!found.Exists(static each => each.IsFinal) && TreeRules.OfCycles(supervisor) is { } cycle)
        {
            found.Add(cycle);
        }

        return found;
    }

    private static Refusal? OfType(INamedTypeSymbol type)
    {
        var isSupervisor = AttributeReader.Find(type, KnownTypes.SupervisorAttribute) is not null;
        var isRoot = AttributeReader.Find(type, KnownTypes.SystemRootAttribute) is not null;
        if (!isSupervisor && !isRoot && !SupervisorNode.ChildrenOf(type).Any())
        {
            return null;
        }

        var complaint = isSupervisor && isRoot ? "carries both [Supervisor] and [SystemRoot]"
            : !isSupervisor && !isRoot ? "has children, but carries neither [Supervisor] nor [SystemRoot]"
            : !IsPartial(type) ? "is not partial"
            : type.ContainingType is not null ? "stands inside another type"
            : type.IsGenericType ? "has type parameters"
            : type.IsFileLocal ? "is file-local"
            : type.Name == Reserved ? "has the name of what stands above all supervisors"
            : HasMember(type) ? $"has a member '{SupervisorEmitter.Method}' of its own, which is the name of the generated one"
            : null;
        return complaint is null ? null : new Refusal(Descriptors.NoSupervisor, type, TypeNames.Plain(type), complaint);
    }

    private static Refusal? OfSupervisor(SupervisorNode supervisor) =>
        supervisor.Attribute.Argument<int>(0) is var strategy && (strategy < 0 || strategy >= SupervisorParser.Strategies.Length)
            ? new Refusal(Descriptors.BadValue, supervisor.Type, TypeNames.Plain(supervisor.Type), "the strategy", Literal.Of(strategy), "a member of SupervisionStrategy")
                .At(supervisor.Attribute)
            : OfValues(supervisor.Type, supervisor.Attribute, "");

    private static Refusal? OfContract(ChildNode child) => child.Kind == ChildKind.Supervisor || child.Type.TypeKind != TypeKind.Interface
        ? null
        : (ContractRules.OfContract(child.Type) ?? AutoRecoverRules.OfContract(child.Type)) is { IsFinal: true } refusal ? refusal : null;

    private static bool IsIn(INamedTypeSymbol type, IAssemblySymbol assembly) => SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, assembly);

    private static bool IsPartial(INamedTypeSymbol type) => type.DeclaringSyntaxReferences.Any(static reference =>
        reference.GetSyntax() is TypeDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword));

    // An analyzer sees the class with what was generated for it, which is not in its own way.
    private static bool HasMember(INamedTypeSymbol type)
    {
        for (var each = type; each is not null; each = each.BaseType)
        {
            if (each.Name == SupervisorEmitter.Method || each.GetMembers(SupervisorEmitter.Method).Any(member =>
                !SymbolEqualityComparer.Default.Equals(each, type)
                || AttributeReader.Find(member, KnownTypes.GeneratedCodeAttribute).Argument<string>(0) != GeneratedFile.Tool))
            {
                return true;
            }
        }

        return false;
    }
}
