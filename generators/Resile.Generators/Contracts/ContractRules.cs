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

        if (contract.AllInterfaces.FirstOrDefault(IsDisposable) is { } disposable)
        {
            return new Refusal(Descriptors.DisposableContract, contract, TypeNames.Plain(contract), disposable.Name);
        }

        var statics = new[] { contract }.Concat(contract.AllInterfaces).SelectMany(static type => type.GetMembers())
            .FirstOrDefault(static member => member is { IsStatic: true, IsAbstract: true });
        return statics is null
            ? OfDeadline(contract, TypeNames.Plain(contract))
            : new Refusal(Descriptors.StaticAbstractMember, statics, TypeNames.Plain(contract), statics.Name);
    }

    /// <summary>Finds why a member cannot be carried.</summary>
    public static Refusal? OfMember(ISymbol member)
    {
        var name = NameOf(member);
        return member switch
        {
            IPropertySymbol => new Refusal(Descriptors.NotAMethod, member, name, "a property"),
            IEventSymbol => new Refusal(Descriptors.NotAMethod, member, name, "an event"),
            IMethodSymbol { TypeParameters.Length: > 0 } => new Refusal(Descriptors.GenericOperation, member, name),
            IMethodSymbol method => OfParameters(method, name) ?? OfMethod(method, name),
            _ => null,
        };
    }

    /// <summary>Names a member as a person does.</summary>
    public static string NameOf(ISymbol member) => TypeNames.Plain(member.ContainingType) + "." + member.Name;

    private static Refusal? OfParameters(IMethodSymbol method, string name)
    {
        var byReference = method.Parameters.FirstOrDefault(static parameter =>
            parameter.RefKind != RefKind.None || parameter.Type.IsRefLikeType || TypeAccess.MentionsPointer(parameter.Type));
        if (byReference is not null)
        {
            return new Refusal(Descriptors.ByReferenceParameter, byReference, name, byReference.Name);
        }

        var tokens = method.Parameters.Where(static parameter => TypeNames.Is(parameter.Type, KnownTypes.CancellationToken)).ToArray();
        return method.IsVararg ? new Refusal(Descriptors.ByReferenceParameter, method, name, "__arglist")
            : tokens.Length > 1 ? new Refusal(Descriptors.SeveralTokens, tokens[1], name, tokens[0].Name, tokens[1].Name)
            : null;
    }

    private static Refusal? OfMethod(IMethodSymbol method, string name)
    {
        if (method.RefKind != RefKind.None || OperationParser.ShapeOf(method.ReturnType) is null || TypeAccess.MentionsPointer(method.ReturnType))
        {
            var type = (method.RefKind != RefKind.None ? "ref " : "") + method.ReturnType.ToDisplayString();
            return new Refusal(Descriptors.NotAsynchronous, method, name, type);
        }

        return method.DeclaredAccessibility is Accessibility.Protected or Accessibility.ProtectedAndInternal
            ? new Refusal(Descriptors.HiddenOperation, method, name)
            : OfDeadline(method, name);
    }

    private static Refusal? OfDeadline(ISymbol symbol, string name)
    {
        var attribute = AttributeReader.Find(symbol, KnownTypes.DeadlineAttribute);
        var text = attribute.Argument<string>(0);
        return attribute is null || Duration.TryParse(text, out _) ? null : new Refusal(Descriptors.BadDeadline, symbol, name, text ?? "");
    }

    private static bool IsDisposable(INamedTypeSymbol type) =>
        TypeNames.Is(type, KnownTypes.Disposable) || TypeNames.Is(type, KnownTypes.AsyncDisposable);
}
