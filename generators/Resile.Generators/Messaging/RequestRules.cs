using System.Globalization;
using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;

namespace Resile.Generators.Messaging;

/// <summary>The rules of <c>[Request]</c>: a method that waits for its answer.</summary>
internal static class RequestRules
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(1);

    /// <summary>Tells whether an operation is a request.</summary>
    public static bool IsRequest(IMethodSymbol operation) => AttributeReader.Find(operation, KnownTypes.RequestAttribute) is not null;

    /// <summary>Finds why an operation that is marked as a request cannot be one.</summary>
    public static Refusal? OfOperation(IMethodSymbol operation)
    {
        if (AttributeReader.Find(operation, KnownTypes.RequestAttribute) is not { } attribute)
        {
            return null;
        }

        var timeout = attribute.Named<string>("Timeout");
        var why = ResultOf(operation) is null ? "has no result: return Task<T> or ValueTask<T>, or remove it"
            : OrderingKeyRules.MethodAttributeOf(operation) is not null ? "[Event] or [Command] as well: leave one of them"
            : OrderingKeyRules.Read(operation) is not null ? "has an ordering key: requests have no order, so remove it"
            : timeout is not null && Parse(timeout) is null ? $"its timeout '{timeout}' is no time to wait: write it as 'hh:mm:ss', more than zero and at most a day"
            : null;
        return why is null ? null : new Refusal(Descriptors.BadRequest, operation, ContractRules.NameOf(operation), why);
    }

    /// <summary>Reads how an operation is answered; null where it is no request.</summary>
    public static ReplyModel? ReplyOf(INamedTypeSymbol contract, IMethodSymbol operation)
    {
        if (AttributeReader.Find(operation, KnownTypes.RequestAttribute) is not { } attribute || ResultOf(operation) is not { } result)
        {
            return null;
        }

        var own = OwnReply(result);
        return new ReplyModel(
            own is null ? $"{TypeNames.Namespace(contract.ContainingNamespace)}:{MessageNames.RecordOf(contract, operation)}Reply" : MessageNames.OnTheWire(own),
            own is null,
            Parse(attribute.Named<string>("Timeout")) ?? DefaultTimeout,
            attribute.Named<bool>("IsSecret"));
    }

    /// <summary>Finds the type of a method's result; null where it has none.</summary>
    public static ITypeSymbol? ResultOf(IMethodSymbol operation) =>
        OperationParser.ShapeOf(operation.ReturnType) is ReturnShape.TaskOfT or ReturnShape.ValueTaskOfT
            ? ((INamedTypeSymbol)operation.ReturnType).TypeArguments[0]
            : null;

    // What may be null, or has no name that MassTransit would know, travels in an object around it.
    private static INamedTypeSymbol? OwnReply(ITypeSymbol result) =>
        result is INamedTypeSymbol
        {
            TypeKind: TypeKind.Class, SpecialType: SpecialType.None, IsGenericType: false, IsAbstract: false,
            NullableAnnotation: not NullableAnnotation.Annotated, ContainingNamespace.IsGlobalNamespace: false,
        } type && !MessageNames.IsOfTheSystem(type) ? type : null;

    private static TimeSpan? Parse(string? text) =>
        TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var timeout) && timeout > TimeSpan.Zero && timeout <= LongestTimeout ? timeout : null;
}
