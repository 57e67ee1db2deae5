namespace Resile;

/// <summary>Sends the operation by a verb that has no attribute of its own, as in <c>[Send("PURGE", "/cache/{key}")]</c>.</summary>
/// <param name="verb">The verb, in capitals.</param>
/// <param name="route">The route's template.</param>
/// <remarks>It counts as one that must not be carried out twice, unless the operation carries <see cref="IdempotentAttribute"/>.</remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SendAttribute(string verb, string route) : VerbAttribute(verb, route);
