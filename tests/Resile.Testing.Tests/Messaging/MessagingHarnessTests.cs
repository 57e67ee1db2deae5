using Microsoft.Extensions.DependencyInjection;
using Resile.Messaging;
using Resile.Messaging.Storage;
using Resile.Testing.Messaging;
using Resile.Testing.Tests.Messaging.Subjects;

namespace Resile.Testing.Tests.Messaging;

/// <summary>What users' tests see of their messages.</summary>
public sealed class MessagingHarnessTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Message_that_was_sent_is_handled_once_and_what_its_handler_sent_is_sent()
    {
        await using var harness = await Shop.StartAsync();

        await harness.Sender<IOrders>().PlacedAsync(new OrderPlaced(1, 10m), Token);
        await harness.SettleAsync(Token);

        harness.AssertSent<OrderPlaced>();
        harness.AssertHandled<OrderPlaced>(where: handled => handled.Message.Total == 10m && handled.Handler == typeof(Billing));
        harness.AssertSent<IBills>(bills => bills.WrittenAsync(1, default));
        harness.AssertHandled<BillsWritten>(times: 0);
        harness.AssertNoDeadLetters();
        Assert.Equal(1, await harness.CountAsync());
        Assert.Equal(harness.Sent<OrderPlaced>().Single().MessageId, harness.Sent<BillsWritten>().Single().ConversationId);
    }

    [Fact]
    public async Task What_is_rolled_back_was_neither_sent_nor_handled()
    {
        await using var harness = await Shop.StartAsync(new Conduct { Inside = static (_, _) => throw new InvalidOperationException("No paper.") });
        await using (var transaction = await harness.Services.GetRequiredService<IOutbox>().BeginAsync(Token))
        {
            await transaction.For<IOrders>().PlacedAsync(new OrderPlaced(1, 10m), Token);
            _ = transaction.Transaction;
        }

        await harness.Sender<IOrders>().PlacedAsync(new OrderPlaced(2, 20m), Token);
        await harness.SettleAsync(Token);

        harness.AssertSent<OrderPlaced>(where: sent => sent.Message.OrderId == 2);
        harness.AssertSent<OrderPlaced>();
        harness.AssertSent<BillsWritten>(times: 0);
        harness.AssertHandled<OrderPlaced>(times: 0);
        Assert.Equal(0, await harness.CountAsync());
    }

    [Fact]
    public async Task Handler_that_fails_is_called_again_at_once_then_when_its_time_has_come_until_its_message_is_dead()
    {
        await using var harness = await Shop.StartAsync(new Conduct { Inside = static (_, _) => throw new InvalidOperationException("No paper.") });

        await harness.Sender<IOrders>().PlacedAsync(new OrderPlaced(1, 10m), Token);
        await harness.SettleAsync(Token);
        Assert.Equal(6, harness.Calls.Count);
        await harness.AdvanceAsync(TimeSpan.FromSeconds(9.5), Token);
        Assert.Equal(6, harness.Calls.Count);
        await harness.AdvanceAsync(TimeSpan.FromSeconds(0.5), Token);
        Assert.Equal(12, harness.Calls.Count);
        Assert.Equal((2, 6), (harness.Calls[^1].Delivery, harness.Calls[^1].Attempt));
        harness.AssertDeadLetter<OrderPlaced>(times: 0);
        await harness.AdvanceAsync(TimeSpan.FromHours(2), Token);

        Assert.Equal(36, harness.Calls.Count);
        harness.AssertDeadLetter<OrderPlaced>(where: letter => letter.Reason == DeadLetterReasons.HandlerFailed && letter.Handler == typeof(Billing));
        harness.AssertHandled<OrderPlaced>(times: 0);
    }

    [Fact]
    public async Task Dead_letter_is_handled_when_it_is_replayed()
    {
        var conduct = new Conduct { Inside = static (_, _) => throw new InvalidOperationException("No paper.") };
        var options = new MessagingHarnessOptions { Configuration = new Dictionary<string, string?> { ["Resile:Messaging:Orders:ImmediateRetries"] = "0", ["Resile:Messaging:Orders:RedeliveryDelays:0"] = "00:00:01" } };
        await using var harness = await Shop.StartAsync(conduct, options);
        await harness.Sender<IOrders>().PlacedAsync(new OrderPlaced(1, 10m), Token);
        await harness.AdvanceAsync(TimeSpan.FromSeconds(2), Token);
        var letter = harness.DeadLetters<OrderPlaced>().Single();
        Assert.Equal((new OrderPlaced(1, 10m), 2), (letter.Message, letter.Attempts));

        conduct.Inside = static (_, _) => Task.CompletedTask;
        await harness.Services.GetRequiredService<IDeadLetters>().ReplayAsync(letter.LetterId, "anna", Token);
        await harness.SettleAsync(Token);

        harness.AssertHandled<OrderPlaced>();
        harness.AssertNoDeadLetters();
    }

    [Fact]
    public async Task Delayed_message_is_handled_when_its_time_has_come_and_not_before()
    {
        await using var harness = await Shop.StartAsync();
        await harness.Sender<IOrders>(new SendOptions { Delay = TimeSpan.FromDays(3), ExpiresAfter = TimeSpan.FromDays(4), Tenant = "acme", CorrelationId = Guid.NewGuid() })
            .PlacedAsync(new OrderPlaced(1, 10m), Token);

        await harness.SettleAsync(Token);
        harness.AssertScheduled<OrderPlaced>(where: sent => sent.Delay == TimeSpan.FromDays(3) && sent.ExpiresAfter == TimeSpan.FromDays(4) && sent.Tenant == "acme");
        await harness.AdvanceAsync(TimeSpan.FromDays(3) - TimeSpan.FromMinutes(1), Token);
        harness.AssertHandled<OrderPlaced>(times: 0);
        await harness.AdvanceAsync(TimeSpan.FromMinutes(1), Token);

        harness.AssertHandled<OrderPlaced>(where: handled => handled.HandledAt - harness.Sent<OrderPlaced>()[0].SentAt < TimeSpan.FromDays(3) + TimeSpan.FromSeconds(3));
        harness.AssertScheduled<OrderPlaced>(times: 0);
        harness.AssertSent<OrderPlaced>();
    }

    [Fact]
    public async Task Delayed_message_that_was_cancelled_is_scheduled_no_more()
    {
        await using var harness = await Shop.StartAsync();
        var reminder = Guid.CreateVersion7();
        await harness.Sender<IOrders>(new SendOptions { Delay = TimeSpan.FromDays(3), MessageId = reminder }).RemindedAsync(1, Token);
        harness.AssertScheduled<OrdersReminded>(where: sent => sent.MessageId == reminder);

        await harness.Services.GetRequiredService<IOutbox>().CancelAsync(reminder, Token);
        await harness.AdvanceAsync(TimeSpan.FromDays(4), Token);

        harness.AssertScheduled<OrdersReminded>(times: 0);
        harness.AssertHandled<OrdersReminded>(times: 0);
    }

    [Fact]
    public async Task Message_that_expires_before_it_is_handled_is_a_dead_letter()
    {
        await using var harness = await Shop.StartAsync();
        await harness.Sender<IOrders>(new SendOptions { Delay = TimeSpan.FromMinutes(11) }).RemindedAsync(1, Token);
        Assert.Equal(TimeSpan.FromMinutes(10), harness.Sent<OrdersReminded>().Single().ExpiresAfter);

        await harness.AdvanceAsync(TimeSpan.FromMinutes(12), Token);

        harness.AssertDeadLetter<OrdersReminded>(where: letter => letter.Reason == DeadLetterReasons.Expired && letter.Handler is null);
    }

    [Fact]
    public async Task Messages_of_a_key_are_handled_in_their_order_and_wait_for_one_that_fails()
    {
        var failures = 3;
        await using var harness = await Shop.StartAsync(
            new Conduct { Inside = (number, _) => number == 1 && Interlocked.Decrement(ref failures) >= 0 ? throw new InvalidOperationException("Not yet.") : Task.CompletedTask },
            new MessagingHarnessOptions { Configuration = new Dictionary<string, string?> { ["Resile:Messaging:Orders:ImmediateRetries"] = "0" } });

        for (var number = 1; number <= 3; number++)
        {
            await harness.Sender<IOrders>().BookedAsync("a", number, Token);
        }

        await harness.SettleAsync(Token);
        harness.AssertHandled<OrdersBooked>(times: 0);
        await harness.AdvanceAsync(TimeSpan.FromMinutes(5), Token);

        harness.AssertHandledInOrder<IOrders>(orders => orders.BookedAsync("a", 1), orders => orders.BookedAsync("a", 2), orders => orders.BookedAsync("a", 3));
        Assert.Equal(["a", "a", "a"], harness.Sent<OrdersBooked>().Select(static sent => sent.OrderingKey));
    }

    [Fact]
    public async Task Request_is_answered()
    {
        await using var harness = await Shop.StartAsync();

        Assert.Equal(5m, await harness.Sender<IQuotes>().PriceAsync("tea", 2, Token));

        harness.AssertSent<IQuotes>(quotes => quotes.PriceAsync("tea", 2));
        harness.AssertHandled<IQuotes>(quotes => quotes.PriceAsync("tea", 2));
        Assert.Equal(TimeSpan.FromSeconds(5), harness.Sent<QuotesPrice>().Single().ExpiresAfter);
    }

    [Fact]
    public async Task Request_whose_handler_waits_for_time_to_pass_is_answered_when_it_has_and_not_after_the_timeout()
    {
        var conduct = new Conduct();
        await using var harness = await Shop.StartAsync(conduct);
        conduct.Inside = (seconds, cancellationToken) => Task.Delay(TimeSpan.FromSeconds(seconds), harness.Time, cancellationToken);

        Assert.Equal(2.5m, await harness.FinishAsync(harness.Sender<IQuotes>().PriceAsync("tea", 1, Token)));
        await Assert.ThrowsAsync<RequestTimeoutException>(() => harness.FinishAsync(harness.Sender<IQuotes>().PriceAsync("tea", 10, Token)));
    }

    [Fact]
    public async Task Message_that_nobody_handles_is_sent_and_waits()
    {
        await using var harness = await Shop.StartAsync();
        await harness.Sender<IBills>().WrittenAsync(1, Token);

        await harness.SettleAsync(Token);
        await harness.AdvanceAsync(TimeSpan.FromDays(1), Token);

        harness.AssertSent<BillsWritten>();
        harness.AssertScheduled<BillsWritten>(times: 0);
        harness.AssertHandled<BillsWritten>(times: 0);
    }

    [Fact]
    public async Task Message_of_a_transaction_that_nobody_tells_of_is_found()
    {
        await using var harness = await Shop.StartAsync();
        await using (var transaction = await harness.Services.GetRequiredService<IOutbox>().BeginAsync(Token))
        {
            await transaction.For<IOrders>().ReservedAsync("tea", 3, Token);
            await transaction.Transaction.CommitAsync(Token);
        }

        await harness.SettleAsync(Token);

        harness.AssertHandled<IOrders>(orders => orders.ReservedAsync("tea", 3));
    }

    [Fact]
    public async Task Secret_is_read_by_the_test_and_shown_to_nobody()
    {
        await using var harness = await Shop.StartAsync(configure: static messaging =>
            messaging.Protect(static protection => protection.Keys["k"] = Convert.ToBase64String(new byte[32])));

        await harness.Sender<IOrders>().PaidAsync(1, "DE00 1234", Token);
        await harness.SettleAsync(Token);

        harness.AssertHandled<IOrders>(orders => orders.PaidAsync(1, "DE00 1234"));
        Assert.DoesNotContain("1234", harness.Story, StringComparison.Ordinal);
        Assert.DoesNotContain("1234", Assert.Throws<MessagingAssertionException>(() =>
            harness.AssertHandled<IOrders>(orders => orders.PaidAsync(2, "DE00 1234"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Condition_that_does_not_come_to_be_in_time_fails()
    {
        await using var harness = await Shop.StartAsync();
        await harness.Sender<IOrders>(new SendOptions { Delay = TimeSpan.FromHours(1) }).RemindedAsync(1, Token);

        await harness.AdvanceUntilAsync(() => harness.Scheduled<OrdersReminded>().Count == 0, TimeSpan.FromHours(2), Token);
        var exception = await Assert.ThrowsAsync<MessagingAssertionException>(() => harness.AdvanceUntilAsync(static () => false, TimeSpan.FromHours(2), Token));

        Assert.StartsWith("What the test waits for has not come to be within 02:00:00.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Registration_without_a_contract_is_refused() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => MessagingHarness.StartAsync(static _ => { }, cancellationToken: Token));
}
