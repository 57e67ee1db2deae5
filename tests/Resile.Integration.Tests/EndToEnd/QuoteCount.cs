namespace Resile.Integration.Tests.EndToEnd;

public sealed record QuoteCount(string Product);
