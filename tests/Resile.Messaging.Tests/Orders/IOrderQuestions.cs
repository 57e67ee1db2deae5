namespace Resile.Messaging.Tests.Orders;

[DurableMessage]
public interface IOrderQuestions
{
    [Request(Timeout = "00:00:20")]
    Task<int> CountAsync(OrderCount asked, CancellationToken cancellationToken = default);
}
