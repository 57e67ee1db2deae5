namespace Northwind.Contracts;

/// <summary>An order was placed.</summary>
public sealed record OrderPlaced(int OrderId, string CustomerId, int ShipperId, IReadOnlyList<OrderLine> Lines);
