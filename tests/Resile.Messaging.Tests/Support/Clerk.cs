using Resile.Messaging.Tests.Orders;

namespace Resile.Messaging.Tests.Support;

/// <summary>Answers questions about orders, after an effect; asks another one where it is told to, which it may not.</summary>
internal sealed class Clerk(DurableContext context, IOrderQuestions questions, ClerkDoor door) : IOrderQuestions
{
    public async Task<int> CountAsync(OrderCount asked, CancellationToken cancellationToken = default)
    {
        await using (var insert = context.CreateCommand("INSERT INTO effects (name, order_id) VALUES ('counted', 1)"))
        {
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }

        await door.Open.Task.WaitAsync(cancellationToken);
        return asked.Customer == "ask" ? await questions.CountAsync(asked, cancellationToken) : asked.Customer.Length;
    }
}
