using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Generators.Contracts;

namespace Resile.Generators.Documents.Compositions;

/// <summary>What a project's code says of how its contracts meet: what it adds, and which operations it calls from where.</summary>
/// <remarks>It holds symbols, so it lives only while documents are written.</remarks>
internal sealed class Composition
{
    private static readonly string[] Sections = [KnownTypes.ClientsBuilder, KnownTypes.ServersBuilder, KnownTypes.ComponentsBuilder, KnownTypes.MessagingBuilder];

    private readonly HashSet<RegisteredPart> _registrations = [];
    private readonly HashSet<ContractCall> _calls = [];
    private readonly Dictionary<ISymbol, INamedTypeSymbol> _contracts = new(SymbolEqualityComparer.Default);
    private readonly HashSet<string> _operations = new(StringComparer.Ordinal);
    private readonly RegistrationMethods _methods;

    private Composition(IReadOnlyCollection<INamedTypeSymbol> types)
    {
        _methods = new RegistrationMethods(types);
        foreach (var contract in types.Where(static type => type.TypeKind == TypeKind.Interface))
        {
            _contracts[contract] = contract;
            _operations.UnionWith(ContractMembers.ToImplement(contract).Select(static member => member.Name));
        }
    }

    /// <summary>Gets what the project adds.</summary>
    public IReadOnlyCollection<RegisteredPart> Registrations => _registrations;

    /// <summary>Gets the calls of contracts.</summary>
    public IReadOnlyCollection<ContractCall> Calls => _calls;

    /// <summary>Reads the code of a project.</summary>
    /// <param name="project">The project.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static Composition Of(ProjectContracts project, CancellationToken cancellationToken)
    {
        var composition = new Composition(project.Known);
        foreach (var tree in project.Compilation.SyntaxTrees)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var model = new Lazy<SemanticModel>(() => project.Compilation.GetSemanticModel(tree));
            foreach (var invocation in tree.GetRoot(cancellationToken).DescendantNodes().OfType<InvocationExpressionSyntax>())
            {
                composition.Read(invocation, model);
            }
        }

        return composition;
    }

    private void Read(InvocationExpressionSyntax invocation, Lazy<SemanticModel> model)
    {
        var name = invocation.Expression switch
        {
            MemberAccessExpressionSyntax access => access.Name,
            MemberBindingExpressionSyntax binding => binding.Name,
            SimpleNameSyntax simple => simple,
            _ => null,
        };
        if (name is null)
        {
            return;
        }

        var method = name.Identifier.ValueText;
        if (_methods.MayBe(method) && invocation.Expression is MemberAccessExpressionSyntax { Expression: var receiver }
            && _methods.Find(method, SectionOf(receiver, model.Value)) is { } entry)
        {
            var implementation = name is GenericNameSyntax { TypeArgumentList.Arguments: { Count: > 0 } arguments }
                ? model.Value.GetTypeInfo(arguments[0]).Type as INamedTypeSymbol
                : null;
            _registrations.Add(new(entry.Kind, entry.Subject, implementation is { TypeKind: TypeKind.Class } ? implementation : null, entry.Operation));
        }

        if (_operations.Contains(method) && model.Value.GetSymbolInfo(invocation).Symbol is IMethodSymbol operation && ContractOf(operation, invocation, model.Value) is { } contract)
        {
            _calls.Add(new(CallerOf(invocation, model.Value), contract, operation.OriginalDefinition));
        }
    }

    // A chain of generated methods, of which none has a type, begins with a section that has.
    private static string? SectionOf(ExpressionSyntax receiver, SemanticModel model)
    {
        for (ExpressionSyntax? each = receiver; each is not null; each = Inner(each))
        {
            var type = model.GetTypeInfo(each).Type;
            if (Sections.FirstOrDefault(section => TypeNames.Is(type, section)) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static ExpressionSyntax? Inner(ExpressionSyntax expression) => expression switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Expression,
        ParenthesizedExpressionSyntax parenthesized => parenthesized.Expression,
        _ => null,
    };

    // An operation that a contract inherits belongs to the contract that it is called through.
    private INamedTypeSymbol? ContractOf(IMethodSymbol operation, InvocationExpressionSyntax invocation, SemanticModel model)
    {
        if (_contracts.TryGetValue(operation.ContainingType, out var contract))
        {
            return contract;
        }

        return invocation.Expression is MemberAccessExpressionSyntax access && model.GetTypeInfo(access.Expression).Type is { } type && _contracts.TryGetValue(type, out contract)
            ? contract
            : null;
    }

    private static INamedTypeSymbol? CallerOf(InvocationExpressionSyntax invocation, SemanticModel model)
    {
        var type = model.GetEnclosingSymbol(invocation.SpanStart)?.ContainingType;
        while (type?.ContainingType is { } container)
        {
            type = container;
        }

        return type is null || type.GetMembers(WellKnownMemberNames.TopLevelStatementsEntryPointMethodName).Length > 0 ? null : type;
    }
}
