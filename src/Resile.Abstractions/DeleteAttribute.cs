namespace Resile;

/// <summary>Sends the operation as a DELETE. It is idempotent: it may be sent again to another endpoint.</summary>
/// <param name="route">The route's template, as in <c>/products/{id}</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DeleteAttribute(string route) : VerbAttribute("DELETE", route);
