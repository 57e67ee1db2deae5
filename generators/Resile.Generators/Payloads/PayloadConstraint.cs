namespace Resile.Generators.Payloads;

/// <summary>A limit that an attribute sets to a value, as a keyword of JSON Schema.</summary>
/// <param name="Keyword">The keyword.</param>
/// <param name="Json">Its value, as JSON.</param>
internal sealed record PayloadConstraint(string Keyword, string Json);
