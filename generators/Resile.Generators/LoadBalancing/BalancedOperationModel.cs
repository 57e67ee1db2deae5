using Resile.Generators.Contracts;
using Resile.Generators.Text;

namespace Resile.Generators.LoadBalancing;

/// <summary>An operation that travels over HTTP, or in frames.</summary>
/// <param name="Operation">What every feature knows of it.</param>
/// <param name="Verb">Its verb; empty in frames.</param>
/// <param name="Route">Its route's template; empty in frames.</param>
/// <param name="Path">The parts of its route, in order.</param>
/// <param name="Arguments">How its parameters travel, in the order of declaration, the cancellation token left out.</param>
/// <param name="MayRepeat">Whether it may be sent again although it may have been carried out.</param>
/// <param name="MaxExtraLoad">The share of its calls that may be sent twice; null where it is not hedged.</param>
/// <param name="IsReplyNullable">Whether its reply may be null.</param>
/// <param name="Reply">What it gets back.</param>
/// <param name="ReplyValue">The type of the value of a whole reply, fully qualified; null for any other.</param>
/// <param name="Headers">The headers that never change.</param>
/// <param name="Gather">How it goes to several endpoints at once; null where it goes to one.</param>
internal sealed record BalancedOperationModel(
    OperationModel Operation,
    string Verb,
    string Route,
    EquatableArray<RoutePart> Path,
    EquatableArray<ArgumentModel> Arguments,
    bool MayRepeat,
    double? MaxExtraLoad,
    bool IsReplyNullable,
    ReplyForm Reply,
    string? ReplyValue,
    EquatableArray<ConstantHeader> Headers,
    GatherModel? Gather)
{
    /// <summary>Gets what both sides must agree on: the name, and the types of the arguments and of the reply.</summary>
    public string Signature => $"{Operation.PlainName}({string.Join(",", Operation.DataParameters.Select(static parameter => Plain(parameter.Type)))})"
        + (Operation.ResultType is null ? "" : (Operation.IsStream ? "->each " : "->") + Plain(Operation.ResultType));

    private static string Plain(string type) => type.Replace("global::", "");
}
