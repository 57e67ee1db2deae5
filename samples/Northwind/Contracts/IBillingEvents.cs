namespace Northwind.Contracts;

/// <summary>What billing tells. Shipping listens.</summary>
[DurableMessage]
public interface IBillingEvents
{
    /// <summary>An order was billed and may leave the house.</summary>
    Task OrderBilledAsync(OrderBilled order, CancellationToken cancellationToken = default);
}
