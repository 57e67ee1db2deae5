namespace Resile.Integration.Tests.EndToEnd;

public sealed record Greeted(int Number, string Text, decimal Amount);
