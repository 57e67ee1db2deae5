namespace Resile.Generators.Payloads;

/// <summary>A member of an enumeration.</summary>
/// <param name="Name">Its name in C#.</param>
/// <param name="Value">Its number.</param>
/// <param name="JsonName">Its name as JSON, where names are written and not numbers.</param>
/// <param name="TextName">Its name in a path, a query or a header.</param>
internal sealed record PayloadMember(string Name, string Value, string JsonName, string TextName);
