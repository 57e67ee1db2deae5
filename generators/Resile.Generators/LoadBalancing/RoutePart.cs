namespace Resile.Generators.LoadBalancing;

/// <summary>A part of a route.</summary>
/// <param name="Text">The text, or the name of the parameter that fills it.</param>
/// <param name="IsParameter">Whether a parameter fills it.</param>
internal sealed record RoutePart(string Text, bool IsParameter);
