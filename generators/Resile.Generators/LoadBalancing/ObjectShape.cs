using Resile.Generators.Text;

namespace Resile.Generators.LoadBalancing;

/// <summary>An object that travels property by property, in a query or a form.</summary>
/// <param name="Type">Its type, fully qualified and without a question mark.</param>
/// <param name="Properties">Its properties: first those that its constructor takes, in the order of that.</param>
internal sealed record ObjectShape(string Type, EquatableArray<ShapeProperty> Properties);
