namespace Resile.LoadBalancing.Tests.Catalogs;

public sealed record Product(int Id, string Name, decimal Price);
