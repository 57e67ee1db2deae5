namespace Resile.Generators.Payloads;

/// <summary>A type that may stand where its base is asked for.</summary>
/// <param name="Type">The type.</param>
/// <param name="Discriminator">What tells it apart, as JSON; null where nothing does.</param>
internal sealed record PayloadVariant(PayloadType Type, string? Discriminator);
