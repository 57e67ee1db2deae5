using Resile.Generators.Contracts;

namespace Resile.Generators.LoadBalancing;

/// <summary>How a parameter travels.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Place">Where it travels.</param>
/// <param name="WireName">Its name there.</param>
/// <param name="Form">What it is as text, and whether it is an object.</param>
/// <param name="ElementType">The type of the value, or of each of them, fully qualified and without a question mark.</param>
/// <param name="IsNullable">Whether it may be null.</param>
/// <param name="Key">How its value decides which endpoint gets the call; null where it does not.</param>
internal sealed record ArgumentModel(
    ParameterModel Parameter, ArgumentPlace Place, string WireName, ArgumentForm Form, string ElementType, bool IsNullable, string? Key);
