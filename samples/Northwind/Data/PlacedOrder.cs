using Northwind.Contracts;

namespace Northwind.Data;

/// <summary>An order of the past, by its number.</summary>
internal sealed record PlacedOrder(int Id, Order Order);
