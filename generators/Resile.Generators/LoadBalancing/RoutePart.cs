namespace Resile.Generators.LoadBalancing;

/// <summary>A part of a route.</summary>
/// <param name="Text">The text, or the name of the parameter that fills it.</param>
/// <param name="IsParameter">Whether a parameter fills it.</param>
/// <param name="IsRest">Whether that is all that is left of the path, slashes included.</param>
/// <param name="Constraint">What a server asks of it, as in <c>:int:min(1)</c>; empty for nothing.</param>
internal sealed record RoutePart(string Text, bool IsParameter, bool IsRest = false, string Constraint = "");
