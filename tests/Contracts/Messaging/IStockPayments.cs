namespace Resile.Generated.Tests.Contracts.Messaging;

/// <summary>A message that stands within another type, and one with a secret part.</summary>
[DurableMessage]
public interface IStockPayments
{
    /// <summary>Says that something was ordered.</summary>
    [Event(IsSecret = true)]
    Task OrderedAsync(StockOrders.Ordered ordered, CancellationToken cancellationToken = default);

    /// <summary>Says that it was paid.</summary>
    Task PaidAsync([OrderingKey] int order, [Secret] string iban, CancellationToken cancellationToken = default);
}

/// <summary>What is said of orders.</summary>
public static class StockOrders
{
    /// <summary>Something was ordered.</summary>
    public sealed record Ordered(int Order, string Product);
}
