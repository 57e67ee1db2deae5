namespace Northwind.Contracts;

/// <summary>The answer to an order.</summary>
public sealed record OrderReceipt(int OrderId, decimal Total);
