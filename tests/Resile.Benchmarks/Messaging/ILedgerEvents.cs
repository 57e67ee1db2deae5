namespace Resile.Benchmarks.Messaging;

/// <summary>What the handler of the measurement handles.</summary>
[DurableMessage]
public interface ILedgerEvents
{
    /// <summary>An amount was booked.</summary>
    Task BookedAsync(LedgerEntry entry, CancellationToken cancellationToken = default);
}
