using Resile.Messaging.Contracts;

namespace Resile.Messaging.Tests.Orders;

// What the build writes, by hand.
internal sealed class AccountEventsSender(IMessageSender sender) : IAccountEvents
{
    public static MessageDefinition<Booked> BookedAsyncMessage { get; } = new(
        "AccountEvents", "BookedAsync", "urn:message:Resile.Messaging.Tests.Orders:Booked", "Resile.Messaging.Tests.Orders:Booked")
    {
        OrderingKey = static message => OrderingKeys.Of(message.Account),
    };

    public static MessageDefinition<Noted> NotedAsyncMessage { get; } = new(
        "AccountEvents", "NotedAsync", "urn:message:Resile.Messaging.Tests.Orders:Noted", "Resile.Messaging.Tests.Orders:Noted")
    {
        OrderingKey = static message => OrderingKeys.Of(message.Account),
        OnFailure = OrderedFailure.Park,
    };

    public static HandlerMap<IAccountEvents> Map { get; } = new HandlerMap<IAccountEvents>("AccountEvents")
        .On(BookedAsyncMessage, static (handler, message, cancellationToken) => new ValueTask(handler.BookedAsync(message, cancellationToken)))
        .On(NotedAsyncMessage, static (handler, message, cancellationToken) => new ValueTask(handler.NotedAsync(message, cancellationToken)));

    public Task BookedAsync(Booked booked, CancellationToken cancellationToken) => sender.SendAsync(BookedAsyncMessage, booked, cancellationToken);

    public Task NotedAsync(Noted noted, CancellationToken cancellationToken) => sender.SendAsync(NotedAsyncMessage, noted, cancellationToken);
}
