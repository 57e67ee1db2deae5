namespace Resile;

/// <summary>Sends the operation as a POST. It is sent again only if no byte of it left, or if it is marked <see cref="IdempotentAttribute"/>.</summary>
/// <param name="route">The route's template, as in <c>/products</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostAttribute(string route) : VerbAttribute("POST", route);
