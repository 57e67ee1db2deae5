namespace Resile.LoadBalancing;

/// <summary>A call and its copy, both of which have ended.</summary>
/// <param name="Operation">The name of the operation.</param>
/// <param name="Reply">What the caller got; null where that is nothing.</param>
/// <param name="Copy">What the other service answered; null where that is nothing, or it gave no answer.</param>
/// <param name="Error">Why the other service gave no answer, or why the two cannot be written as JSON; null where neither is so.</param>
/// <param name="IsSame">Whether the two answers have the same JSON.</param>
public sealed record ShadowComparison(string Operation, object? Reply, object? Copy, Exception? Error, bool IsSame);
