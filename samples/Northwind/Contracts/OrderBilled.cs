namespace Northwind.Contracts;

/// <summary>An order was billed. Those of one customer are shipped in the order in which they were billed.</summary>
public sealed record OrderBilled(int OrderId, [property: OrderingKey] string CustomerId, int ShipperId, decimal Total);
