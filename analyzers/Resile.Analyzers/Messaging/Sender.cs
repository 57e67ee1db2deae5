using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Resile.Analyzers.Flow;
using Resile.Generators;
using Resile.Generators.Contracts;

namespace Resile.Analyzers.Messaging;

/// <summary>What a durable contract is called on.</summary>
/// <param name="Kind">Where its messages are stored.</param>
/// <param name="Root">The transaction, or the context; null where that is no variable.</param>
internal sealed record Sender(SenderKind Kind, ISymbol? Root)
{
    // A variable that is declared by itself is half-typed code.
    private const int Deepest = 4;

    private static readonly Sender Unknown = new(SenderKind.Unknown, null);
    private static readonly Sender Injected = new(SenderKind.Injected, null);

    /// <summary>Finds out what a contract is called on.</summary>
    public static Sender Of(IInvocationOperation call) => Of(call.Instance, 0);

    private static Sender Of(IOperation? instance, int depth) => depth > Deepest ? Unknown : Functions.Plain(instance) switch
    {
        IInvocationOperation made => OfMade(made, depth),
        ILocalReferenceOperation local => Of(Functions.InitializerOf(local), depth + 1),
        IParameterReferenceOperation parameter => IsInjected(parameter) ? Injected : Unknown,
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } => Injected,
        IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation } => Injected,
        _ => Unknown,
    };

    private static Sender OfMade(IInvocationOperation made, int depth)
    {
        var (method, type) = (made.TargetMethod, made.TargetMethod.ContainingType);
        return method.Name switch
        {
            "For" when TypeNames.Is(type, KnownTypes.DurableTransaction) => new(SenderKind.Transaction, Functions.RootOf(made.Instance)),
            "For" when TypeNames.Is(type, KnownTypes.EnlistedOutbox) => new(SenderKind.Enlisted, Enlisted(made.Instance, depth)),
            "For" when TypeNames.Is(type, KnownTypes.Outbox) => Injected,
            "Durable" when TypeNames.Is(type, KnownTypes.DurableMessagesDbContextExtensions) => new(SenderKind.Context, Functions.RootOf(Functions.ReceiverOf(made))),
            "GetRequiredService" or "GetService" => Injected,
            _ => Unknown,
        };
    }

    private static ISymbol? Enlisted(IOperation? outbox, int depth) => depth > Deepest ? null : Functions.Plain(outbox) switch
    {
        IInvocationOperation { TargetMethod.Name: "Enlist", Arguments: { Length: 1 } arguments } => Functions.RootOf(arguments[0].Value),
        ILocalReferenceOperation local => Enlisted(Functions.InitializerOf(local), depth + 1),
        _ => null,
    };

    // Whoever calls a method may hand it any sender; a constructor, and what is mapped to a route, gets the registered one.
    private static bool IsInjected(IParameterReferenceOperation reference)
    {
        var parameter = reference.Parameter;
        if (parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor }
            || parameter.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name == "FromServicesAttribute"))
        {
            return true;
        }

        IOperation? each = reference;
        while (each is not null and not IAnonymousFunctionOperation)
        {
            each = each.Parent;
        }

        return each is IAnonymousFunctionOperation lambda && SymbolEqualityComparer.Default.Equals(lambda.Symbol, parameter.ContainingSymbol) && IsMapped(lambda);
    }

    private static bool IsMapped(IAnonymousFunctionOperation lambda)
    {
        IOperation? each = lambda.Parent;
        while (each is IDelegateCreationOperation or IConversionOperation or IArgumentOperation)
        {
            each = each.Parent;
        }

        return each is IInvocationOperation { TargetMethod: var method } && method.Name.StartsWith("Map", StringComparison.Ordinal)
            && TypeNames.Namespace(method.ContainingNamespace) == "Microsoft.AspNetCore.Builder";
    }
}
