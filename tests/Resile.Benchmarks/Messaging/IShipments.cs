namespace Resile.Benchmarks.Messaging;

/// <summary>What the report sends.</summary>
[DurableMessage]
internal interface IShipments
{
    Task ShippedAsync(Shipped shipped, CancellationToken cancellationToken = default);
}
