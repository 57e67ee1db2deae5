namespace Resile.Testing.Tests.Messaging.Subjects;

/// <summary>What happens to orders.</summary>
[DurableMessage]
internal interface IOrders
{
    Task PlacedAsync(OrderPlaced order, CancellationToken cancellationToken = default);

    ValueTask ReservedAsync(string product, int quantity, CancellationToken cancellationToken = default);

    [Event(ExpiresAfter = "00:10:00")]
    Task RemindedAsync(int orderId, CancellationToken cancellationToken = default);

    Task BookedAsync([OrderingKey] string account, int number, CancellationToken cancellationToken = default);

    [Event(Subscribers = Subscribers.Required)]
    Task PaidAsync(int orderId, [Secret] string iban, CancellationToken cancellationToken = default);
}
