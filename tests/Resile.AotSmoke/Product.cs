namespace Resile.AotSmoke;

public sealed record Product(int Id, string Name);
