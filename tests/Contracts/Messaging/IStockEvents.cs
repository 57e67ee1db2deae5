namespace Resile.Generated.Tests.Contracts.Messaging;

/// <summary>A message of its own, loose parameters, a message that may go unheard, and no parameters at all; order, expiry.</summary>
[DurableMessage]
public interface IStockEvents
{
    /// <summary>Says that something arrived.</summary>
    Task StockArrivedAsync(StockArrived arrived, CancellationToken cancellationToken = default);

    /// <summary>Says that something was reserved.</summary>
    [Command(ExpiresAfter = "1.00:00:00", OnFailure = OrderedFailure.Park)]
    ValueTask StockReservedAsync([OrderingKey] string product, int? quantity, DateOnly @until, CancellationToken cancellationToken = default);

    /// <summary>Says that somebody looked.</summary>
    [Event(Subscribers = Subscribers.Optional, IsExpendable = true)]
    Task StockViewedAsync(StockViewed viewed);

    /// <summary>Says that the day is over.</summary>
    Task DayEnded();
}

/// <summary>Something arrived.</summary>
public sealed record StockArrived([OrderingKey] string Product, int Quantity);

/// <summary>Somebody looked.</summary>
public sealed class StockViewed
{
    /// <summary>Gets or sets what was looked at.</summary>
    public string Product { get; set; } = "";
}
