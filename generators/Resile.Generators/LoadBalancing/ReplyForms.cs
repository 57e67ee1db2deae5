using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;

namespace Resile.Generators.LoadBalancing;

/// <summary>Tells what operations get back, and where that cannot be.</summary>
internal static class ReplyForms
{
    /// <summary>Finds out what an operation gets back.</summary>
    public static ReplyForm Of(IMethodSymbol operation) => ResultOf(operation) is not { } result ? ReplyForm.Plain
        : ContentTypes.IsStream(result) ? ReplyForm.Stream
        : TypeNames.Is(result, KnownTypes.Reply) ? ReplyForm.Head
        : TypeNames.Is(result, KnownTypes.ReplyOfT) ? ContentTypes.IsStream(((INamedTypeSymbol)result).TypeArguments[0]) ? ReplyForm.WholeStream : ReplyForm.Whole
        : ReplyForm.Plain;

    /// <summary>Gets the type of the value of a whole reply, fully qualified; null for any other.</summary>
    public static string? ValueOf(IMethodSymbol operation) =>
        Of(operation) == ReplyForm.Whole ? TypeNames.Full(((INamedTypeSymbol)ResultOf(operation)!).TypeArguments[0]) : null;

    /// <summary>Finds out that an operation gets back, or sends, what frames do not carry.</summary>
    public static Refusal? OfFrames(IMethodSymbol operation, string transport)
    {
        if (Of(operation) != ReplyForm.Plain)
        {
            return new Refusal(Descriptors.HttpType, operation, ContractRules.NameOf(operation), ResultOf(operation)!.ToDisplayString(), transport);
        }

        var parameter = operation.Parameters.FirstOrDefault(static each => ContentTypes.IsStream(each.Type) || ContentTypes.IsFile(each.Type));
        return parameter is null ? null
            : new Refusal(Descriptors.HttpType, parameter, ContractRules.NameOf(operation), parameter.Type.ToDisplayString(), transport);
    }

    /// <summary>Finds out that an operation cannot get back what it says.</summary>
    public static Refusal? OfOperation(IMethodSymbol operation, string verb)
    {
        var name = ContractRules.NameOf(operation);
        var form = Of(operation);
        return verb == "HEAD" && (ResultOf(operation) is not null || OperationParser.ShapeOf(operation.ReturnType) == ReturnShape.Stream) && form != ReplyForm.Head
                ? new Refusal(Descriptors.BadReply, operation, name, "returns a value, but the answer to a HEAD has no body. Return Task or Task<Reply>")
            : form is ReplyForm.Stream or ReplyForm.WholeStream && AttributeReader.Find(operation, KnownTypes.HedgeAttribute) is not null
                ? new Refusal(Descriptors.BadReply, operation, name, "carries [Hedge], but a reply that is read as a stream cannot be hedged. Remove [Hedge]")
            : form == ReplyForm.Whole && ResultOf(operation) is INamedTypeSymbol whole && TypeNames.Is(whole.TypeArguments[0], KnownTypes.AsyncEnumerable)
                ? new Refusal(Descriptors.BadReply, operation, name, "returns a Reply of items that come one by one. Return the IAsyncEnumerable<T> itself")
            : form != ReplyForm.Plain && (AttributeReader.Find(operation, KnownTypes.BroadcastAttribute) ?? AttributeReader.Find(operation, KnownTypes.ScatterAttribute)) is not null
                ? new Refusal(Descriptors.BadReply, operation, name, "goes to several endpoints, whose answers cannot become one stream or Reply. Return Task<Replies<T>> or Task<IReadOnlyList<T>>")
            : null;
    }

    private static ITypeSymbol? ResultOf(IMethodSymbol operation) =>
        OperationParser.ShapeOf(operation.ReturnType) is ReturnShape.TaskOfT or ReturnShape.ValueTaskOfT ? ((INamedTypeSymbol)operation.ReturnType).TypeArguments[0] : null;
}
