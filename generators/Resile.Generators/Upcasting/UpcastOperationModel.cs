using Resile.Generators.Text;

namespace Resile.Generators.Upcasting;

/// <summary>A durable method that has something to read of older versions.</summary>
/// <param name="Definition">The property that has its definition.</param>
/// <param name="PlainName">Its name.</param>
/// <param name="FormerNames">What its message was called before.</param>
/// <param name="Upcaster">The property that reads its older messages; null where there is nothing to turn.</param>
/// <param name="ReplyUpcaster">The property that reads older replies; null where there is nothing to turn.</param>
/// <param name="ReplyMaps">How many levels of maps stand around what is turned in a reply.</param>
/// <param name="IsReplyWrapped">Whether an object stands around the reply.</param>
internal sealed record UpcastOperationModel(
    string Definition, string PlainName, EquatableArray<string> FormerNames, string? Upcaster, string? ReplyUpcaster, int ReplyMaps, bool IsReplyWrapped);
