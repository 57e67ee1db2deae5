using Resile.Messaging.Storage;
using Resile.Messaging.Tests.Orders;
using Resile.Messaging.Tests.Support;

namespace Resile.Messaging.Tests;

/// <summary>Handlers that share commits on SQLite.</summary>
public sealed class SharedHandlingTests
{
    private const int Orders = 60;
    private const int Bad = 13;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("throws")]
    [InlineData("fails at the commit")]
    [InlineData("rolls back")]
    public async Task Handler_that_fails_takes_none_of_those_along_that_share_its_commit(string how)
    {
        await using var shop = new Shop(static messaging => messaging.AddBilling(static options =>
        {
            ShopHandlers.Impatient(1)(options);
            options.Concurrency = 32;
        }).AddShipping());
        shop.Execute("""
            CREATE TABLE parents (id INTEGER PRIMARY KEY);
            CREATE TABLE children (parent INTEGER REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)
            """);
        await shop.StartAsync();
        var bad = Guid.CreateVersion7();
        shop.Calls.Inside = (context, _) =>
        {
            if (context.MessageId != bad)
            {
                return Task.CompletedTask;
            }

            using var command = context.CreateCommand(how == "rolls back" ? "ROLLBACK" : "INSERT INTO children VALUES (99)");
            command.ExecuteNonQuery();
            return how == "throws" ? throw new InvalidOperationException("on purpose") : Task.CompletedTask;
        };

        await Task.WhenAll(Enumerable.Range(1, Orders).Select(id => id == Bad
            ? shop.Outbox.For<IOrderEvents>(new SendOptions { MessageId = bad }).OrderPlacedAsync(new OrderPlaced(id, 1m), Cancellation)
            : shop.Orders.OrderPlacedAsync(new OrderPlaced(id, 1m), Cancellation)));

        await shop.WaitForEffectsAsync("shipped", Orders - 1);
        await Eventually.TrueAsync(async () => (await shop.ReadAsync()).DeadLetters == 1, "the bad one is a dead letter");
        await shop.WaitUntilDrainedAsync();
        var letter = Assert.Single(await shop.DeadLetters.ListAsync(cancellationToken: Cancellation));
        Assert.Equal((bad, DeadLetterReasons.HandlerFailed), (letter.MessageId, letter.Reason));
        Assert.Equal(
            (Orders - 1, Orders - 1, 0),
            (shop.Effects("billed"), shop.Count("SELECT count(DISTINCT order_id) FROM effects WHERE name = 'billed'"), shop.Count($"SELECT count(*) FROM effects WHERE order_id = {Bad}")));
    }

    [Fact]
    public async Task Redelivery_of_a_message_that_a_copy_brought_meanwhile_goes()
    {
        await using var shop = await new Shop(static messaging => messaging.AddBilling(ShopHandlers.Impatient(0, 200)).AddShipping()).StartAsync();
        shop.Transport.Copies = 2;
        shop.Calls.Inside = (_, _) => shop.Calls.Count == 1 ? throw new InvalidOperationException("The first copy fails.") : Task.CompletedTask;

        await shop.Orders.OrderPlacedAsync(new OrderPlaced(1, 1m), TestContext.Current.CancellationToken);

        await shop.WaitForEffectsAsync("billed", 1);
        await shop.WaitUntilDrainedAsync();
        Assert.Equal((1, 1), (shop.Effects("billed"), shop.Effects("shipped")));
    }

    [Fact]
    public async Task Handler_takes_no_more_at_once_than_it_may_those_delivered_again_included()
    {
        var (running, most) = (0, 0);
        await using var shop = await new Shop(static messaging => messaging.AddBilling(static options =>
        {
            ShopHandlers.Impatient(0, 10, 10)(options);
            options.Concurrency = 1;
        })).StartAsync();
        shop.Calls.Inside = async (context, _) =>
        {
            var now = Interlocked.Increment(ref running);
            most = Math.Max(most, now);
            await Task.Yield();
            Interlocked.Decrement(ref running);
            if (context.Delivery == 1)
            {
                throw new InvalidOperationException("not yet");
            }
        };

        await Task.WhenAll(Enumerable.Range(1, 30).Select(id => shop.Orders.OrderPlacedAsync(new OrderPlaced(id, 1m), Cancellation)));

        await shop.WaitForEffectsAsync("billed", 30);
        Assert.Equal(1, most);
    }
}
