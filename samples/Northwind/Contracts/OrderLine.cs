namespace Northwind.Contracts;

/// <summary>A product that is ordered, at the price and discount agreed on then.</summary>
public sealed record OrderLine(int ProductId, decimal UnitPrice, int Quantity, decimal Discount)
{
    /// <summary>Gets what the line costs, exactly.</summary>
    public decimal Amount() => UnitPrice * Quantity * (1 - Discount);
}
