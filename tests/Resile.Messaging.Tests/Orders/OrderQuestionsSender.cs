using Resile.Messaging.Contracts;

namespace Resile.Messaging.Tests.Orders;

internal sealed class OrderQuestionsSender(IMessageSender sender) : IOrderQuestions
{
    public static RequestDefinition<OrderCount, int> Count { get; } = new(
        "OrderQuestions",
        "CountAsync",
        "urn:message:Resile.Messaging.Tests.Orders:OrderCount",
        "Resile.Messaging.Tests.Orders:OrderCount",
        "urn:message:Resile.Messaging.Tests.Orders:OrderQuestionsCountReply",
        TimeSpan.FromSeconds(20))
    {
        IsWrapped = true,
    };

    public static HandlerMap<IOrderQuestions> Map { get; } = new HandlerMap<IOrderQuestions>("OrderQuestions")
        .On(Count, static (handler, message, cancellationToken) => new ValueTask<int>(handler.CountAsync(message, cancellationToken)));

    public Task<int> CountAsync(OrderCount asked, CancellationToken cancellationToken) => sender.RequestAsync(Count, asked, cancellationToken);
}
