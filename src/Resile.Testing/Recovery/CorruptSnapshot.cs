namespace Resile.Testing.Recovery;

/// <summary>A state that nobody can restore.</summary>
internal sealed record CorruptSnapshot;
