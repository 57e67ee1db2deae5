namespace Resile.Benchmarks.Messaging;

/// <summary>The message of the report: its envelope has about 600 bytes.</summary>
internal sealed record Shipped(int Number, string Customer, string Street, string City, decimal Freight)
{
    public static Shipped Of(int number) => new(number, "Alfreds Futterkiste", "Obere Strasse 57", "12209 Berlin, Germany", 32.38m + number);
}
