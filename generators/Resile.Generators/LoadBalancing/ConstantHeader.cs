namespace Resile.Generators.LoadBalancing;

/// <summary>A header that never changes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
internal sealed record ConstantHeader(string Name, string Value);
