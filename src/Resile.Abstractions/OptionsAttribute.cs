namespace Resile;

/// <summary>Sends the operation as an OPTIONS. It is idempotent: it may be sent again to another endpoint.</summary>
/// <param name="route">The route's template, as in <c>/products</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OptionsAttribute(string route) : VerbAttribute("OPTIONS", route);
