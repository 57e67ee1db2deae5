namespace Resile.Testing.Fakes;

/// <summary>The arguments of an operation that has none.</summary>
public readonly record struct NoArguments;
