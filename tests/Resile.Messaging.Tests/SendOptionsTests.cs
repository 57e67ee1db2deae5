using Microsoft.Data.Sqlite;
using Resile.Messaging.Storage;
using Resile.Messaging.Tests.Orders;
using Resile.Messaging.Tests.Support;

namespace Resile.Messaging.Tests;

public sealed class SendOptionsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Delayed_message_is_kept_until_its_moment_and_then_handled()
    {
        await using var shop = await new Shop(static messaging => messaging.AddBilling().AddShipping()).StartAsync();
        await shop.Outbox.For<IOrderEvents>(new SendOptions { Delay = TimeSpan.FromHours(1) }).OrderPlacedAsync(new OrderPlaced(1, 1m), Stop);
        await shop.Outbox.For<IOrderEvents>(new SendOptions { Delay = TimeSpan.FromMilliseconds(50) }).OrderPlacedAsync(new OrderPlaced(2, 1m), Stop);
        await shop.WaitForEffectsAsync("billed", 1);
        Assert.Equal(1, shop.Count("SELECT count(*) FROM resile_outbox_due"));
        Assert.Equal(2, shop.Count("SELECT order_id FROM effects"));
    }

    [Fact]
    public async Task Delayed_message_that_is_cancelled_is_gone_and_one_on_its_way_is_not()
    {
        await using var shop = new Shop();
        var id = Guid.CreateVersion7();
        await shop.Outbox.For<IOrderEvents>(new SendOptions { Delay = TimeSpan.FromHours(1), MessageId = id }).OrderPlacedAsync(new OrderPlaced(1, 1m), Stop);
        await using (var transaction = await shop.Outbox.BeginAsync(Stop))
        {
            Assert.True(await transaction.CancelAsync(id, Stop));
        }

        Assert.Equal(1, shop.Count("SELECT count(*) FROM resile_outbox_due"));
        Assert.True(await shop.Outbox.CancelAsync(id, Stop));
        Assert.False(await shop.Outbox.CancelAsync(id, Stop));
        Assert.Equal(0, shop.Count("SELECT count(*) FROM resile_outbox_due"));
    }

    [Fact]
    public async Task Message_that_has_expired_is_a_dead_letter_and_is_handled_when_it_is_replayed()
    {
        await using var shop = new Shop(static messaging => messaging.AddBilling());
        await shop.Outbox.For<IOrderEvents>(new SendOptions { ExpiresAfter = TimeSpan.FromTicks(1) }).OrderPlacedAsync(new OrderPlaced(1, 1m), Stop);
        await shop.StartAsync();
        await Eventually.TrueAsync(async () => await shop.DeadLetters.CountAsync(cancellationToken: Stop) == 1, "a dead letter");
        var letter = Assert.Single(await shop.DeadLetters.ListAsync(cancellationToken: Stop));
        Assert.Equal((DeadLetterReasons.Expired, DeadLetterSide.Sending), (letter.Reason, letter.Side));
        Assert.True(await shop.DeadLetters.ReplayAsync(letter.Id, "tests", Stop));
        await shop.WaitForEffectsAsync("billed", 1);
    }

    [Fact]
    public async Task Sender_with_an_identity_sends_one_message()
    {
        await using var shop = new Shop();
        var orders = shop.Outbox.For<IOrderEvents>(new SendOptions { MessageId = Guid.CreateVersion7() });
        await orders.OrderPlacedAsync(new OrderPlaced(1, 1m), Stop);
        var error = await Assert.ThrowsAsync<DurableMessageException>(() => orders.OrderPlacedAsync(new OrderPlaced(2, 1m), Stop));
        Assert.Contains("MessageId", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sender_with_an_identity_may_try_again_after_it_failed()
    {
        await using var shop = new Shop();
        await shop.Get<StoreStartup>().EnsureReadyAsync(Stop);
        shop.Execute("CREATE TRIGGER full BEFORE INSERT ON resile_outbox BEGIN SELECT RAISE(ABORT, 'full'); END");
        var orders = shop.Outbox.For<IOrderEvents>(new SendOptions { MessageId = Guid.CreateVersion7() });
        await Assert.ThrowsAsync<SqliteException>(() => orders.OrderPlacedAsync(new OrderPlaced(1, 1m), Stop));
        shop.Execute("DROP TRIGGER full");

        await orders.OrderPlacedAsync(new OrderPlaced(1, 1m), Stop);

        await Assert.ThrowsAsync<DurableMessageException>(() => orders.OrderPlacedAsync(new OrderPlaced(1, 1m), Stop));
        Assert.Equal(1, shop.Count("SELECT count(*) FROM resile_outbox"));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 0)]
    [InlineData(4_000, 1)]
    [InlineData(0, 4_000)]
    public async Task Time_out_of_range_is_refused(int delayDays, int expiryDays)
    {
        await using var shop = new Shop();
        var options = new SendOptions { Delay = TimeSpan.FromDays(delayDays), ExpiresAfter = TimeSpan.FromDays(expiryDays) };
        var error = Assert.Throws<DurableMessageException>(() => shop.Outbox.For<IOrderEvents>(options));
        Assert.Contains(nameof(SendOptions), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Resile-Tenant", "x")]
    [InlineData("mt-activity-id", "x")]
    [InlineData("a b", "x")]
    [InlineData("", "x")]
    public async Task Header_that_is_reserved_or_no_name_is_refused(string name, string value)
    {
        await using var shop = new Shop();
        var options = new SendOptions { Headers = new Dictionary<string, string> { [name] = value } };
        await Assert.ThrowsAsync<DurableMessageException>(() => shop.Outbox.For<IOrderEvents>(options).OrderPlacedAsync(new OrderPlaced(1, 1m), Stop));
    }

    [Fact]
    public async Task Handler_finds_what_its_sender_said_and_hands_correlation_and_tenant_on()
    {
        await using var shop = new Shop(static messaging => messaging.UseTenant(static _ => "ambient").AddBilling());
        var correlation = Guid.NewGuid();
        var seen = new List<(Guid?, string?, string?)>();
        shop.Calls.Inside = (context, _) =>
        {
            seen.Add((context.CorrelationId, context.Tenant, context.Headers.GetValueOrDefault("X-Own")));
            return Task.CompletedTask;
        };
        await shop.StartAsync();
        await shop.Outbox.For<IOrderEvents>(new SendOptions
        {
            CorrelationId = correlation,
            Tenant = "acme",
            Headers = new Dictionary<string, string> { ["X-Own"] = "mine" },
        }).OrderPlacedAsync(new OrderPlaced(1, 1m), Stop);
        await shop.WaitForEffectsAsync("billed", 1);
        Assert.Equal([(correlation, "acme", "mine")], seen);

        // What it sent has no subscriber, and waits.
        await Eventually.TrueAsync(() => shop.Count("SELECT count(*) FROM resile_outbox_due") == 1, "the message of the handler waits");
        Assert.Equal(correlation.ToString(), shop.Text("SELECT json_extract(CAST(body AS TEXT), '$.correlationId') FROM resile_outbox_due"));
        Assert.Equal(correlation.ToString(), shop.Text("SELECT json_extract(CAST(body AS TEXT), '$.initiatorId') FROM resile_outbox_due"));
        Assert.Equal("acme", shop.Text("SELECT json_extract(CAST(body AS TEXT), '$.headers.\"Resile-Tenant\"') FROM resile_outbox_due"));

        await shop.Orders.OrderPlacedAsync(new OrderPlaced(2, 1m), Stop);
        await shop.WaitForEffectsAsync("billed", 2);
        Assert.Equal((null, "ambient", null), seen[1]);
    }

    [Fact]
    public async Task Messages_of_a_transaction_keep_their_order_whoever_has_it_meanwhile()
    {
        await using var shop = new Shop();
        await using (var transaction = await shop.Outbox.BeginAsync(Stop))
        {
            var orders = transaction.For<IOrderEvents>();
            await orders.OrderPlacedAsync(new OrderPlaced(1, 1m), Stop);
            await orders.OrderPlacedAsync(new OrderPlaced(2, 1m), Stop);
            var bare = transaction.Transaction;
            await orders.OrderPlacedAsync(new OrderPlaced(3, 1m), Stop);
            await bare.CommitAsync(Stop);
        }

        Assert.Equal(3, shop.Count("SELECT count(*) FROM resile_outbox"));
        Assert.Equal("1,2,3", shop.Text("SELECT group_concat(json_extract(CAST(body AS TEXT), '$.message.id')) FROM (SELECT body FROM resile_outbox ORDER BY seq)"));
    }

    [Fact]
    public async Task Messages_of_a_transaction_that_is_not_committed_are_not_stored()
    {
        await using var shop = new Shop();
        await using (var transaction = await shop.Outbox.BeginAsync(Stop))
        {
            for (var id = 0; id < 600; id++)
            {
                await transaction.For<IOrderEvents>().OrderPlacedAsync(new OrderPlaced(id, 1m), Stop);
            }
        }

        Assert.Equal(0, shop.Count("SELECT count(*) FROM resile_outbox"));
    }
}
