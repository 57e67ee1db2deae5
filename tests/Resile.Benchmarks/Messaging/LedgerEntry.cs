namespace Resile.Benchmarks.Messaging;

/// <summary>An amount that was booked.</summary>
public sealed record LedgerEntry(int Number, string Text);
