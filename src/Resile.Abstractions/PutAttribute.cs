namespace Resile;

/// <summary>Sends the operation as a PUT. It is idempotent: it may be sent again to another endpoint.</summary>
/// <param name="route">The route's template, as in <c>/products/{id}</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PutAttribute(string route) : VerbAttribute("PUT", route);
