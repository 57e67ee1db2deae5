namespace Resile.Recovery.Tests.State;

internal sealed record LedgerState(int Sum);
