namespace Resile.Testing.Fakes;

/// <summary>Asks for the rest of a partial class that stands in for whatever implements a contract, in memory: in tests.</summary>
/// <remarks>
/// For each operation of the interfaces that the class names and does not implement, the build writes a property of the operation's name, a
/// <see cref="FakeOperation{TArguments, TResult}"/>, by which a test says what it answers and sees how it was called.
/// </remarks>
[AttributeUsage(AttributeTargets.Class)]
public sealed class FakeAttribute : Attribute;
