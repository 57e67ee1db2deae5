namespace Resile.Generators.LoadBalancing;

/// <summary>A property of an object that travels property by property.</summary>
/// <param name="Name">Its name, as code writes it.</param>
/// <param name="WireName">Its name on the way.</param>
/// <param name="Type">Its type, fully qualified.</param>
/// <param name="Form">What it is as text.</param>
/// <param name="ElementType">The type of the value, or of each of them, fully qualified and without a question mark.</param>
/// <param name="IsNullable">Whether it may be null.</param>
/// <param name="IsConstructed">Whether the constructor takes it; else it is set.</param>
internal sealed record ShapeProperty(string Name, string WireName, string Type, ArgumentForm Form, string ElementType, bool IsNullable, bool IsConstructed);
