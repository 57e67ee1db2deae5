namespace Resile.Generated.Tests.Contracts.Messaging;

/// <summary>Requests: answered by a type of their own, by a value, and by what may be missing; and a message beside them.</summary>
[DurableMessage]
public interface IStockQuestions
{
    /// <summary>Asks how much is there.</summary>
    [Request(Timeout = "00:00:05")]
    Task<StockLevel> LevelAsync(string product, CancellationToken cancellationToken = default);

    /// <summary>Asks for a sum.</summary>
    [Request(IsSecret = true)]
    ValueTask<decimal> ValueAsync(StockValued asked);

    /// <summary>Asks for what may not be there.</summary>
    [Request]
    Task<StockLevel?> FindAsync(int shelf, CancellationToken cancellationToken = default);

    /// <summary>Says that somebody asked.</summary>
    Task AskedAsync(string product);
}

/// <summary>How much is there.</summary>
public sealed record StockLevel(string Product, int Quantity);

/// <summary>What is to be valued.</summary>
public sealed record StockValued(string Product, decimal Price);
