namespace Resile.Messaging.Tests.Orders;

public interface IOrderEventsOrderPlacedHandler
{
    Task OrderPlacedAsync(OrderPlaced order, CancellationToken cancellationToken = default);
}
