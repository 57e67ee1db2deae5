using Microsoft.Extensions.Time.Testing;
using Resile.Messaging;
using Resile.Testing.Messaging;
using Resile.Testing.Tests.Messaging.Subjects;

namespace Resile.Testing.Tests.Messaging;

/// <summary>What an assertion says that fails.</summary>
public sealed class AssertionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Failure_says_what_was_expected_and_what_there_is()
    {
        await using var harness = await Shop.StartAsync(new Conduct { Inside = static (number, _) => number == 2 ? throw new InvalidOperationException("No paper.") : Task.CompletedTask });
        await harness.Sender<IOrders>().PlacedAsync(new OrderPlaced(1, 10m), Token);
        await harness.SettleAsync(Token);
        await harness.Sender<IOrders>().PlacedAsync(new OrderPlaced(2, 20m), Token);
        await harness.Sender<IOrders>(new SendOptions { Delay = TimeSpan.FromDays(3) }).ReservedAsync("tea", 1, Token);
        await harness.SettleAsync(Token);

        var message = Message(() => harness.AssertSent<OrderPlaced>(times: 3));

        Assert.StartsWith("Expected OrderPlaced to be sent 3 times; it is 2 times." + Environment.NewLine + "Sent:", message, StringComparison.Ordinal);
        Assert.Contains(" s  OrderPlaced {\"orderId\":1,\"total\":10}", message, StringComparison.Ordinal);
        Assert.Contains(" s  OrdersReserved {\"product\":\"tea\",\"quantity\":1}, due after 3.00:00:00", message, StringComparison.Ordinal);
        Assert.Contains(" s  Billing: OrderPlaced {\"orderId\":1,\"total\":10}", message, StringComparison.Ordinal);
        Assert.Contains(" s  Billing: OrderPlaced, delivery 1, call 6: InvalidOperationException: No paper.", message, StringComparison.Ordinal);
        Assert.Contains(" s  Billing: OrderPlaced, failed 1 times: System.InvalidOperationException: No paper.", message, StringComparison.Ordinal);
        Assert.Contains("Dead letters:" + Environment.NewLine + "  (none)", message, StringComparison.Ordinal);
        Assert.Contains("Crashes:" + Environment.NewLine + "  (none)", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_assertion_names_what_it_looked_for()
    {
        await using var harness = await Shop.StartAsync();
        await harness.Sender<IOrders>().BookedAsync("a", 1, Token);
        await harness.Sender<IOrders>().BookedAsync("a", 2, Token);
        await harness.SettleAsync(Token);

        Starts("Expected OrderPlaced to be sent once; it is not at all.", () => harness.AssertSent<OrderPlaced>());
        Starts("Expected OrdersBooked to be sent once where sent => sent.Message.Number > 2; it is not at all, and 2 otherwise.",
            () => harness.AssertSent<OrdersBooked>(where: sent => sent.Message.Number > 2));
        Starts("Expected OrdersBooked {\"account\":\"a\",\"number\":3} to be sent once; it is not at all.", () => harness.AssertSent<IOrders>(orders => orders.BookedAsync("a", 3)));
        Starts("Expected OrdersReserved {\"product\":\"tea\",\"quantity\":1} to be sent once; it is not at all.",
            () => harness.AssertSent<IOrders>(orders => orders.ReservedAsync("tea", 1)));
        Starts("Expected OrdersBooked to be handled once; it is 2 times.", () => harness.AssertHandled<OrdersBooked>());
        Starts("Expected OrdersBooked {\"account\":\"a\",\"number\":1} to be handled not at all; it is once.",
            () => harness.AssertHandled<IOrders>(orders => orders.BookedAsync("a", 1), times: 0));
        Starts("Expected OrdersBooked {\"account\":\"a\",\"number\":1} to be handled after the 1 before it; it was not.",
            () => harness.AssertHandledInOrder<IOrders>(orders => orders.BookedAsync("a", 2), orders => orders.BookedAsync("a", 1)));
        Starts("Expected OrdersBooked {\"account\":\"b\",\"number\":1} to be handled; it was not.", () => harness.AssertHandledInOrder<IOrders>(orders => orders.BookedAsync("b", 1)));
        Starts("Expected OrderPlaced to be scheduled once; it is not at all.", () => harness.AssertScheduled<OrderPlaced>());
        Starts("Expected OrderPlaced to be a dead letter once; it is not at all.", () => harness.AssertDeadLetter<OrderPlaced>());
        Assert.Throws<ArgumentException>(() => harness.AssertSent<IOrders>(static _ => Task.CompletedTask));
        Assert.Throws<DurableMessageException>(() => harness.AssertSent<IDisposable>(static _ => Task.CompletedTask));
    }

    [Fact]
    public async Task Dead_letters_where_none_are_expected_are_listed_with_what_went_wrong()
    {
        await using var harness = await Shop.StartAsync(
            new Conduct { Inside = static (_, _) => throw new InvalidOperationException("No paper.") },
            new MessagingHarnessOptions { Configuration = new Dictionary<string, string?> { ["Resile:Messaging:Orders:RedeliveryDelays:0"] = "00:00:01" } });
        await harness.Sender<IOrders>().PlacedAsync(new OrderPlaced(1, 10m), Token);
        await harness.AdvanceAsync(TimeSpan.FromSeconds(2), Token);

        var message = Message(harness.AssertNoDeadLetters);

        Assert.StartsWith("Expected no dead letters; there are 1.", message, StringComparison.Ordinal);
        Assert.Contains(" s  OrderPlaced (handler-failed) of Billing: System.InvalidOperationException: No paper.", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settling_says_what_is_left_where_a_handler_waits_for_time()
    {
        FakeTimeProvider? time = null;
        await using var harness = await Shop.StartAsync(
            new Conduct { Inside = (_, cancellationToken) => Task.Delay(TimeSpan.FromMinutes(1), time!, cancellationToken) },
            new MessagingHarnessOptions { Configuration = new Dictionary<string, string?> { ["Resile:Messaging:Orders:HandlerTimeout"] = "00:02:00" } });
        time = harness.Time;
        await harness.Sender<IOrders>().PlacedAsync(new OrderPlaced(1, 10m), Token);

        var exception = await Assert.ThrowsAsync<MessagingAssertionException>(() => harness.SettleAsync(Token));

        Assert.StartsWith(
            "Not everything is dealt with, for a handler waits for time to pass; use AdvanceAsync. 1 messages wait in the outbox, 0 set aside are due, 0 failed ones are due, 1 are on their way and 1 handlers run.",
            exception.Message, StringComparison.Ordinal);
        await harness.AdvanceAsync(TimeSpan.FromMinutes(1), Token);
        harness.AssertHandled<OrderPlaced>();
    }

    [Fact]
    public async Task Settling_gives_a_handler_up_that_neither_ends_nor_waits_for_time()
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var harness = await Shop.StartAsync(
            new Conduct { Inside = (_, _) => end.Task },
            new MessagingHarnessOptions { Patience = TimeSpan.FromSeconds(1), Grace = TimeSpan.FromMilliseconds(5) });
        await harness.Sender<IOrders>().PlacedAsync(new OrderPlaced(1, 10m), Token);

        var exception = await Assert.ThrowsAsync<MessagingAssertionException>(() => harness.SettleAsync(Token));
        Assert.StartsWith("Not everything is dealt with within 00:00:01 of real time. ", exception.Message, StringComparison.Ordinal);
        end.SetResult();
        await harness.SettleAsync(Token);
        harness.AssertHandled<OrderPlaced>();
    }

    private static string Message(Action assert) => Assert.Throws<MessagingAssertionException>(assert).Message;

    private static void Starts(string expected, Action assert) => Assert.StartsWith(expected + Environment.NewLine, Message(assert), StringComparison.Ordinal);
}
