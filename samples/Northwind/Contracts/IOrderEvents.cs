namespace Northwind.Contracts;

/// <summary>What the storefront tells. Billing listens.</summary>
[DurableMessage]
public interface IOrderEvents
{
    /// <summary>An order was placed.</summary>
    Task OrderPlacedAsync(OrderPlaced order, CancellationToken cancellationToken = default);
}
