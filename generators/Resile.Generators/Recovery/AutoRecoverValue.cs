namespace Resile.Generators.Recovery;

/// <summary>A value that the attribute sets.</summary>
/// <param name="Option">The property of the options.</param>
/// <param name="Expression">The value, as an expression.</param>
internal sealed record AutoRecoverValue(string Option, string Expression);
