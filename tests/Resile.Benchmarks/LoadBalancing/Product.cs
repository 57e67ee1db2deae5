namespace Resile.Benchmarks.LoadBalancing;

/// <summary>A product.</summary>
public sealed record Product(int Id, string Name, decimal UnitPrice);
