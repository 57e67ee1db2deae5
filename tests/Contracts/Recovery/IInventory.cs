namespace Resile.Generated.Tests.Contracts.Recovery;

/// <summary>Every shape of a task, values of the attribute, and what exceptions mean.</summary>
[AutoRecover(HangAfterMs = 2_000, ShutdownMs = 500, QueueLimit = 8)]
[On<InvalidDataException>(FailureAction.Restart)]
[On<KeyNotFoundException>(FailureAction.Pass)]
public interface IInventory
{
    /// <summary>Counts what is in stock.</summary>
    ValueTask<int> StockAsync(string product, CancellationToken cancellationToken = default);

    /// <summary>Takes something out.</summary>
    ValueTask TakeAsync(string product, int quantity, CancellationToken cancellationToken = default);

    /// <summary>Lists the products.</summary>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Puts everything in order.</summary>
    Task TidyAsync();
}
