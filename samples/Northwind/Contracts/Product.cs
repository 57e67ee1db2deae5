namespace Northwind.Contracts;

/// <summary>A product.</summary>
public sealed record Product(int Id, string Name, decimal UnitPrice);
