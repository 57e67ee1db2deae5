namespace Resile.Generators.Documents;

/// <summary>A document that is written from the contracts of a project.</summary>
/// <param name="FileName">The name of its file.</param>
/// <param name="Text">All of it.</param>
internal sealed record Document(string FileName, string Text);
