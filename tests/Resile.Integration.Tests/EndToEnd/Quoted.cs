namespace Resile.Integration.Tests.EndToEnd;

public sealed record Quoted(string Product, decimal Total);
