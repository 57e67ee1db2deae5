namespace Resile.Generators;

internal static partial class KnownTypes
{
    public const string FakeAttribute = "Resile.Testing.Fakes.FakeAttribute";
    public const string FakeOperation = "Resile.Testing.Fakes.FakeOperation`2";
    public const string NoArguments = "Resile.Testing.Fakes.NoArguments";
}
