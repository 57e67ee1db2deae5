namespace Resile;

/// <summary>Sends the operation as a HEAD, whose answer has no body: return <c>Task</c> or <c>Task&lt;Reply&gt;</c>. It is idempotent.</summary>
/// <param name="route">The route's template, as in <c>/products/{id}</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class HeadAttribute(string route) : VerbAttribute("HEAD", route);
