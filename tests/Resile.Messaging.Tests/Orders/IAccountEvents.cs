namespace Resile.Messaging.Tests.Orders;

[DurableMessage]
public interface IAccountEvents
{
    Task BookedAsync(Booked booked, CancellationToken cancellationToken = default);

    [Event(OnFailure = OrderedFailure.Park)]
    Task NotedAsync(Noted noted, CancellationToken cancellationToken = default);
}
