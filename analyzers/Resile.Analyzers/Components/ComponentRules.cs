using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Generators;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;

namespace Resile.Analyzers.Components;

/// <summary>The rules of implementations: what outlives a restart, or goes round the supervisor.</summary>
internal static class ComponentRules
{
    private static readonly string[] Locks =
    [
        "System.Threading.Lock", "System.Threading.SemaphoreSlim", "System.Threading.Semaphore", "System.Threading.Mutex",
        "System.Threading.ReaderWriterLockSlim", "System.Threading.SpinLock",
    ];

    // Their Dispose releases nothing that matters, unless somebody asked for a wait handle.
    private static readonly string[] Harmless =
    [
        "System.Threading.SemaphoreSlim", "System.Threading.Tasks.Task", "System.IO.MemoryStream", "System.IO.StringReader", "System.IO.StringWriter",
    ];

    /// <summary>Finds what is wrong with an implementation.</summary>
    public static IEnumerable<Refusal> Of(INamedTypeSymbol implementation)
    {
        var name = TypeNames.Plain(implementation);
        var isDisposable = implementation.AllInterfaces.Any(IsDisposable);
        foreach (var member in implementation.GetMembers().Where(static member => !member.IsImplicitlyDeclared))
        {
            var refusal = member switch
            {
                IFieldSymbol { IsStatic: true } field => OfStatic(field, field.Type, name, isMutable: field is { IsConst: false, IsReadOnly: false }),
                IPropertySymbol { IsStatic: true, SetMethod.IsInitOnly: false } property when IsAutomatic(property) =>
                    OfStatic(property, property.Type, name, isMutable: true),
                IFieldSymbol { IsStatic: false } field when !isDisposable && IsOwned(field, implementation) =>
                    new Refusal(Descriptors.UndisposedField, field, name, field.Name),
                IMethodSymbol { IsAsync: true, ReturnsVoid: true } => new Refusal(Descriptors.AsyncVoid, member, name, member.Name),
                IMethodSymbol method when Implements(method, implementation) && ReturnsThis(method) => new Refusal(Descriptors.ReturnsThis, method, name, method.Name),
                _ => null,
            };
            if (refusal is not null)
            {
                yield return refusal;
            }
        }
    }

    private static Refusal? OfStatic(ISymbol member, ITypeSymbol type, string name, bool isMutable) =>
        Locks.Any(known => TypeNames.Is(type, known)) ? new Refusal(Descriptors.StaticLock, member, name, member.Name)
        : isMutable || type.ContainingNamespace is { } space && TypeNames.Plain(space) == "System.Collections.Concurrent"
            ? new Refusal(Descriptors.MutableStatic, member, name, member.Name)
            : null;

    private static bool IsAutomatic(IPropertySymbol property) => property.ContainingType.GetMembers().Any(member =>
        member is IFieldSymbol { AssociatedSymbol: { } associated } && SymbolEqualityComparer.Default.Equals(associated, property));

    // What a class makes itself is its own; what it is given belongs to whoever gave it.
    private static bool IsOwned(IFieldSymbol field, INamedTypeSymbol implementation) =>
        (IsDisposable(field.Type) || field.Type.AllInterfaces.Any(IsDisposable))
        && !Harmless.Any(known => TypeNames.Is(field.Type.OriginalDefinition, known))
        && field.DeclaringSyntaxReferences.Any(static reference => reference.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: BaseObjectCreationExpressionSyntax })
        && !IsDisposedIn(field.Name, implementation);

    // An implementation may give up what it owns elsewhere, as when its loop ends.
    private static bool IsDisposedIn(string field, INamedTypeSymbol implementation) => Nodes(implementation)
        .OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText is "Dispose" or "DisposeAsync" && Holder(name) == field);

    private static string? Holder(IdentifierNameSyntax dispose) => dispose.Parent switch
    {
        MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax holder } => holder.Identifier.ValueText,
        MemberAccessExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } holder } => holder.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax { Parent.Parent: ConditionalAccessExpressionSyntax { Expression: IdentifierNameSyntax holder } } => holder.Identifier.ValueText,
        _ => null,
    };

    private static IEnumerable<SyntaxNode> Nodes(INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.SelectMany(static reference => reference.GetSyntax().DescendantNodes());

    private static bool IsDisposable(ITypeSymbol type) => TypeNames.Is(type, KnownTypes.Disposable) || TypeNames.Is(type, KnownTypes.AsyncDisposable);

    private static bool Implements(IMethodSymbol method, INamedTypeSymbol implementation) => implementation.AllInterfaces
        .Where(static type => AttributeReader.Find(type, KnownTypes.AutoRecoverAttribute) is not null)
        .SelectMany(static type => type.AllInterfaces.Concat([type])).SelectMany(static type => type.GetMembers())
        .Any(member => SymbolEqualityComparer.Default.Equals(implementation.FindImplementationForInterfaceMember(member), method));

    private static bool ReturnsThis(IMethodSymbol method)
    {
        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            var declaration = reference.GetSyntax();
            var returned = declaration is MethodDeclarationSyntax { ExpressionBody.Expression: { } body }
                ? [body]
                : declaration.DescendantNodes(static node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
                    .Select(static node => node switch
                    {
                        ReturnStatementSyntax statement => statement.Expression,
                        YieldStatementSyntax statement => statement.Expression,
                        _ => null,
                    });
            if (returned.Any(IsThis))
            {
                return true;
            }
        }

        return false;
    }

    // this, (this), (T)this, Task.FromResult(this), ValueTask.FromResult(this), new(this), new ValueTask<T>(this)
    private static bool IsThis(ExpressionSyntax? expression) => expression switch
    {
        ThisExpressionSyntax => true,
        ParenthesizedExpressionSyntax inner => IsThis(inner.Expression),
        CastExpressionSyntax cast => IsThis(cast.Expression),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "FromResult" }, ArgumentList.Arguments: { Count: 1 } arguments } =>
            IsThis(arguments[0].Expression),
        ImplicitObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } => IsThis(arguments[0].Expression),
        ObjectCreationExpressionSyntax { Type: GenericNameSyntax { Identifier.ValueText: "ValueTask" }, ArgumentList.Arguments: { Count: 1 } arguments } =>
            IsThis(arguments[0].Expression),
        _ => false,
    };
}
