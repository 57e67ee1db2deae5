namespace Northwind.Contracts;

/// <summary>An order was placed. Those of one customer are billed in the order in which they were placed.</summary>
public sealed record OrderPlaced(int OrderId, [property: OrderingKey] string CustomerId, int ShipperId, IReadOnlyList<OrderLine> Lines);
