namespace Resile.Benchmarks.Recovery.Availability;

/// <summary>What is served, and broken on purpose.</summary>
[AutoRecover]
[On<InvalidDataException>(FailureAction.Restart)]
public interface IShop
{
    /// <summary>Gives the price of a product.</summary>
    [Idempotent]
    ValueTask<int> QuoteAsync(int product, CancellationToken cancellationToken = default);

    /// <summary>Breaks the instance.</summary>
    ValueTask BreakAsync(Fault fault, CancellationToken cancellationToken = default);
}
