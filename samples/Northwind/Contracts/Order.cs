namespace Northwind.Contracts;

/// <summary>What a customer orders.</summary>
public sealed record Order(string CustomerId, DateOnly Date, int ShipperId, IReadOnlyList<OrderLine> Lines);
