namespace Northwind.Contracts;

/// <summary>An order was billed.</summary>
public sealed record OrderBilled(int OrderId, string CustomerId, int ShipperId, decimal Total);
