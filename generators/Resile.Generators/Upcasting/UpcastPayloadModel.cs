using Resile.Generators.Text;

namespace Resile.Generators.Upcasting;

/// <summary>A type whose objects may have been written by an older version.</summary>
/// <param name="Name">The property that reads them.</param>
/// <param name="DisplayName">The type's name.</param>
/// <param name="Steps">What is told to an upcaster: calls of it, as source.</param>
internal sealed record UpcastPayloadModel(string Name, string DisplayName, EquatableArray<string> Steps);
