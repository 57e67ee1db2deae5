namespace Resile.Integration.Tests.EndToEnd;

public sealed record Quote(string Product, int Quantity);
