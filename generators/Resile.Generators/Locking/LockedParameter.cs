namespace Resile.Generators.Locking;

/// <summary>A parameter of a call in a lock.</summary>
/// <param name="Name">Its name in C#.</param>
/// <param name="Place">Where it travels.</param>
/// <param name="Type">Its type.</param>
/// <param name="Style">How it is written there: format, separator or content type; null for the default.</param>
/// <param name="IsOptional">Whether it may be left out.</param>
internal sealed record LockedParameter(string Name, string Place, string Type, string? Style, bool IsOptional);
