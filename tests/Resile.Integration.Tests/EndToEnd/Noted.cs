namespace Resile.Integration.Tests.EndToEnd;

public sealed record Noted(int Number, string Text);
