namespace Resile.Testing.Tests;

/// <summary>A figure that must not be missed.</summary>
internal static class Gate
{
    /// <summary>Writes down what was measured, and fails if that is too much.</summary>
    public static void Holds(string what, double measured, double most, double least = 0)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {measured:0.####} (at most {most:0.####})");
        Assert.InRange(measured, least, most);
    }
}
