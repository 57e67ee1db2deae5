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
/// <param name="Content">What it is in a body, a form or a query.</param>
/// <param name="ContentType">Its content type as a body; null for the default.</param>
/// <param name="Format">Its format in the query; null for the default.</param>
/// <param name="Separator">What stands between its elements in the query; null where each stands alone.</param>
/// <param name="Shape">Its properties, where they travel one by one; else null.</param>
internal sealed record ArgumentModel(
    ParameterModel Parameter, ArgumentPlace Place, string WireName, ArgumentForm Form, string ElementType, bool IsNullable, string? Key,
    ContentForm Content, string? ContentType, string? Format, string? Separator, ObjectShape? Shape);
