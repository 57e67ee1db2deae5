using Microsoft.CodeAnalysis;
using Resile.Generators.Diagnostics;
using Resile.Generators.Text;

namespace Resile.Generators.Contracts;

/// <summary>The rules of a contract's shape, which hold for every attribute.</summary>
/// <remarks>The analyzer reports what these find; the generator asks only whether they found something.</remarks>
internal static class ContractRules
{
    /// <summary>Finds why nothing can be generated for an interface.</summary>
    public static Refusal? OfContract(INamedTypeSymbol contract)
    {
        if (contract.IsGenericType)
        {
            return new Refusal(Descriptors.GenericContract, contract, TypeNames.Plain(contract));
        }

        if (!TypeAccess.CanBeNamed(contract))
        {
            return new Refusal(Descriptors.InaccessibleContract, contract, TypeNames.Plain(contract));
        }

        if (AliasedAssemblies.TypeNamedBy(contract) is ({ } member, { } aliased))
        {
            return new Refusal(Descriptors.ExternAlias, member, NameOf(member), TypeNames.Plain(aliased));
        }

        if (contract.AllInterfaces.FirstOrDefault(IsDisposable) is { } disposable)
        {
            return new Refusal(Descriptors.DisposableContract, contract, TypeNames.Plain(contract), disposable.Name);
        }

        var statics = new[] { contract }.Concat(contract.AllInterfaces).SelectMany(static type => type.GetMembers())
            .FirstOrDefault(static member => member is { IsStatic: true, IsAbstract: true });
        return statics is null
            ? OfDeadline(contract)
            : new Refusal(Descriptors.StaticAbstractMember, statics, TypeNames.Plain(contract), statics.Name);
    }

    /// <summary>Finds why a member cannot be carried.</summary>
    public static Refusal? OfMember(ISymbol member) => member switch
    {
        IPropertySymbol => new Refusal(Descriptors.NotAMethod, member, NameOf(member), "a property"),
        IEventSymbol => new Refusal(Descriptors.NotAMethod, member, NameOf(member), "an event"),
        IMethodSymbol { TypeParameters.Length: > 0 } => new Refusal(Descriptors.GenericOperation, member, NameOf(member)),
        IMethodSymbol method => OfParameters(method) ?? OfMethod(method),
        _ => null,
    };

    /// <summary>Names a contract or a member as a person does.</summary>
    public static string NameOf(ISymbol symbol) =>
        symbol is INamedTypeSymbol ? TypeNames.Plain(symbol) : TypeNames.Plain(symbol.ContainingType) + "." + symbol.Name;

    /// <summary>Finds a tuple among the types that travel as JSON. It is no reason to refuse: the options of the serializer may include fields.</summary>
    public static Refusal? OfJson(IMethodSymbol operation, IEnumerable<ITypeSymbol> types) =>
        types.FirstOrDefault(TypeAccess.MentionsTuple) is { } tuple
            ? new Refusal(Descriptors.TupleAsJson, operation, NameOf(operation), tuple.ToDisplayString())
            : null;

    private static Refusal? OfParameters(IMethodSymbol method)
    {
        IParameterSymbol? token = null;
        foreach (var parameter in method.Parameters)
        {
            if (parameter.RefKind != RefKind.None || parameter.Type.IsRefLikeType || TypeAccess.MentionsPointer(parameter.Type))
            {
                return new Refusal(Descriptors.ByReferenceParameter, parameter, NameOf(method), parameter.Name);
            }

            if (TypeNames.Is(parameter.Type, KnownTypes.CancellationToken))
            {
                if (token is not null)
                {
                    return new Refusal(Descriptors.SeveralTokens, parameter, NameOf(method), token.Name, parameter.Name);
                }

                token = parameter;
            }
        }

        return method.IsVararg ? new Refusal(Descriptors.ByReferenceParameter, method, NameOf(method), "__arglist") : null;
    }

    private static Refusal? OfMethod(IMethodSymbol method)
    {
        if (method.RefKind != RefKind.None || OperationParser.ShapeOf(method.ReturnType) is null || TypeAccess.MentionsPointer(method.ReturnType))
        {
            var type = (method.RefKind != RefKind.None ? "ref " : "") + method.ReturnType.ToDisplayString();
            return new Refusal(Descriptors.NotAsynchronous, method, NameOf(method), type);
        }

        return method.DeclaredAccessibility is Accessibility.Protected or Accessibility.ProtectedAndInternal
            ? new Refusal(Descriptors.HiddenOperation, method, NameOf(method))
            : OfDeadline(method);
    }

    private static Refusal? OfDeadline(ISymbol symbol)
    {
        var attribute = AttributeReader.Find(symbol, KnownTypes.DeadlineAttribute);
        var text = attribute.Argument<string>(0);
        return attribute is null || Duration.TryParse(text, out _)
            ? null
            : new Refusal(Descriptors.BadDeadline, symbol, NameOf(symbol), text ?? "");
    }

    private static bool IsDisposable(INamedTypeSymbol type) =>
        TypeNames.Is(type, KnownTypes.Disposable) || TypeNames.Is(type, KnownTypes.AsyncDisposable);
}
