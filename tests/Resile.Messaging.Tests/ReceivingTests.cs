using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Resile.Messaging.Storage;
using Resile.Messaging.Tests.Orders;
using Resile.Messaging.Tests.Support;

namespace Resile.Messaging.Tests;

public sealed class ReceivingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Message_that_arrives_many_times_has_one_effect_and_one_answer()
    {
        await using var shop = new Shop(messaging => messaging.AddBilling().AddShipping());
        shop.Transport.Copies = 3;
        await shop.StartAsync();

        for (var id = 1; id <= 20; id++)
        {
            await shop.Orders.OrderPlacedAsync(new OrderPlaced(id, 1m), Cancellation);
        }

        await shop.WaitForEffectsAsync("shipped", 20);
        await shop.WaitUntilDrainedAsync();
        Assert.Equal(20, shop.Effects("billed"));
        Assert.Equal(20, shop.Effects("shipped"));
        var snapshot = await shop.ReadAsync();
        Assert.Equal(40, snapshot.Handled);
        Assert.Equal(80, snapshot.Duplicates);
    }

    [Fact]
    public async Task Handler_that_fails_leaves_neither_effect_nor_message_nor_inbox_row()
    {
        await using var shop = await new Shop(messaging => messaging
            .AddBilling(ShopHandlers.Impatient(immediateRetries: 2)).AddShipping()).StartAsync();
        shop.Calls.Inside = (_, _) => throw new InvalidOperationException("the printer is on fire");

        await shop.Orders.OrderPlacedAsync(new OrderPlaced(1, 1m), Cancellation);
        await Eventually.TrueAsync(async () => (await shop.ReadAsync()).DeadLetters == 1, "a dead letter");

        await shop.WaitUntilDrainedAsync();
        Assert.Equal(0, shop.Effects("billed"));
        Assert.Equal(0, shop.Effects("shipped"));
        Assert.Equal(0, shop.Count("SELECT count(*) FROM resile_inbox"));
        var letter = Assert.Single(await shop.DeadLetters.ListAsync(cancellationToken: Cancellation));
        Assert.Equal(DeadLetterReasons.HandlerFailed, letter.Reason);
        Assert.Equal(Shop.BillingQueue, letter.Consumer);
        Assert.Contains("the printer is on fire", letter.Error, StringComparison.Ordinal);
        Assert.Equal(3, shop.Calls.Count);
        Assert.Equal(3, shop.Calls.Disposed);
    }

    [Fact]
    public async Task Handler_that_fails_for_a_while_is_called_again_at_once_and_later()
    {
        await using var shop = await new Shop(messaging => messaging
            .AddBilling(ShopHandlers.Impatient(immediateRetries: 1, pauses: [30, 30])).AddShipping()).StartAsync();
        shop.Calls.Inside = (_, _) => shop.Calls.Count <= 4
            ? throw new InvalidOperationException("not yet")
            : Task.CompletedTask;

        await shop.Orders.OrderPlacedAsync(new OrderPlaced(1, 1m), Cancellation);
        await shop.WaitForEffectsAsync("billed", 1);

        Assert.Equal([(1, 1), (1, 2), (2, 1), (2, 2), (3, 1)], shop.Calls.Seen.Select(call => (call.Delivery, call.Attempt)));
        Assert.Single(shop.Calls.Seen.Select(call => call.MessageId).Distinct());
        await shop.WaitUntilDrainedAsync();
        var snapshot = await shop.ReadAsync();
        Assert.Equal(2, snapshot.Retries);
        Assert.Equal(2, snapshot.Redeliveries);
        Assert.Equal(0, snapshot.DeadLetters);
    }

    [Fact]
    public async Task Redelivery_survives_the_stop_of_its_host()
    {
        await using var shop = await new Shop(messaging => messaging.AddBilling(ShopHandlers.Impatient(0, 300)).AddShipping()).StartAsync();
        shop.Calls.Inside = (_, _) => shop.Calls.Count == 1 ? throw new InvalidOperationException("not yet") : Task.CompletedTask;
        await shop.Orders.OrderPlacedAsync(new OrderPlaced(1, 1m), Cancellation);
        await Eventually.TrueAsync(async () => (await shop.ReadAsync()).WaitingRedeliveries == 1, "it is set aside");

        await shop.RestartAsync();

        await shop.WaitForEffectsAsync("billed", 1);
        await shop.WaitUntilDrainedAsync();
    }

    [Fact]
    public async Task Handler_that_blocks_its_thread_is_left_behind_and_the_others_go_on()
    {
        using var release = new ManualResetEventSlim();
        await using var shop = await new Shop(messaging => messaging.AddBilling(options =>
        {
            ShopHandlers.Impatient(0, 20)(options);
            options.HandlerTimeout = TimeSpan.FromMilliseconds(100);
        }).AddShipping()).StartAsync();
        shop.Calls.Inside = (_, _) =>
        {
            if (shop.Calls.Count == 1)
            {
                release.Wait(CancellationToken.None);
            }

            return Task.CompletedTask;
        };

        await shop.Orders.OrderPlacedAsync(new OrderPlaced(1, 1m), Cancellation);
        await Eventually.TrueAsync(() => shop.Calls.Count == 1, "it blocks");
        await shop.Orders.OrderPlacedAsync(new OrderPlaced(2, 1m), Cancellation);

        await shop.WaitForEffectsAsync("billed", 2);
        release.Set();
        await shop.WaitUntilDrainedAsync();
        Assert.Equal(2, shop.Effects("billed"));
        Assert.Equal(1, shop.Log.Count("failed on message"));
    }

    [Fact]
    public async Task Stop_waits_for_the_transport_no_longer_than_it_is_told()
    {
        await using var shop = await new Shop(messaging => messaging.Configure(
            static options => options.StopTimeout = TimeSpan.FromMilliseconds(50))).StartAsync();
        var isToldToHurry = false;
        shop.Transport.Stopping = async token =>
        {
            await Task.Delay(TimeSpan.FromSeconds(20), token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            isToldToHurry = token.IsCancellationRequested;
        };

        await shop.StopAsync();

        Assert.True(isToldToHurry);
    }

    [Fact]
    public async Task Handler_that_hangs_is_cut_off_and_the_message_waits_for_its_next_attempt()
    {
        await using var shop = await new Shop(messaging => messaging.AddBilling(options =>
        {
            ShopHandlers.Impatient(0, 20)(options);
            options.HandlerTimeout = TimeSpan.FromMilliseconds(100);
        })).StartAsync();
        shop.Calls.Inside = (_, token) => shop.Calls.Count == 1 ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask;

        await shop.Orders.OrderPlacedAsync(new OrderPlaced(1, 1m), Cancellation);

        await shop.WaitForEffectsAsync("billed", 1);
        Assert.Equal(2, shop.Calls.Count);
        Assert.Equal(1, shop.Log.Count("failed on message"));
    }

    [Fact]
    public async Task Code_that_a_handler_leaves_running_cannot_send_in_its_transaction_any_more()
    {
        await using var shop = await new Shop(messaging => messaging.AddBilling()).StartAsync();
        var handled = new TaskCompletionSource();
        Task? late = null;
        DurableContext? kept = null;
        shop.Calls.Inside = (context, _) =>
        {
            kept = context;
            late = Task.Run(async () =>
            {
                await handled.Task;
                await shop.Orders.OrderPlacedAsync(new OrderPlaced(2, 1m), Cancellation);
            }, CancellationToken.None);
            return Task.CompletedTask;
        };

        await shop.Orders.OrderPlacedAsync(new OrderPlaced(1, 1m), Cancellation);
        await shop.WaitForEffectsAsync("billed", 1);
        await Eventually.TrueAsync(async () => (await shop.ReadAsync()).Handled == 1, "it is handled");
        handled.SetResult();

        await Assert.ThrowsAsync<DurableMessageException>(() => late!);
        Assert.Throws<DurableMessageException>(() => kept!.Transaction);
    }

    [Fact]
    public async Task Answer_belongs_to_the_conversation_of_the_message()
    {
        await using var shop = await new Shop(messaging => messaging.AddBilling().AddShipping()).StartAsync();
        DurableContext? context = null;
        shop.Calls.Inside = (each, _) =>
        {
            context = each;
            return Task.CompletedTask;
        };

        await shop.Orders.OrderPlacedAsync(new OrderPlaced(1, 1m), Cancellation);
        await shop.WaitForEffectsAsync("shipped", 1);

        Assert.Equal(context!.MessageId, context.ConversationId);
        var answer = shop.Transport.Tried.Single(envelope => envelope.MessageType.EndsWith(":OrderBilled", StringComparison.Ordinal));
        Assert.Contains($"\"conversationId\":\"{context.ConversationId}\"", Encoding.UTF8.GetString(answer.Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handler_added_for_single_methods_has_one_queue()
    {
        await using var shop = await new Shop(messaging => messaging
            .AddHandler<IOrderEventsOrderPlacedHandler, PartialHandler>(OrderEventsReceiver.OrderPlacedMap)
            .AddHandler<IOrderEventsStockReservedHandler, PartialHandler>(OrderEventsReceiver.StockReservedMap)
            .AddHandler<IOrderEventsStockReservedHandler, PartialHandler>(OrderEventsReceiver.StockReservedMap)).StartAsync();

        await shop.Orders.OrderPlacedAsync(new OrderPlaced(1, 1m), Cancellation);
        await shop.Orders.StockReservedAsync("tea", 2, Cancellation);

        await Eventually.TrueAsync(async () => (await shop.ReadAsync()).Handled == 2, "both are handled");
        var subscription = Assert.Single(shop.Transport.Subscriptions);
        Assert.Equal("shop-order-events-partial-handler", subscription.Queue);
        Assert.Equal(2, subscription.Topics.Count);
    }

    [Fact]
    public async Task Two_handlers_of_one_contract_both_get_each_message()
    {
        await using var shop = await new Shop(messaging => messaging.AddBilling()
            .AddHandler<IOrderEventsOrderPlacedHandler, PartialHandler>(OrderEventsReceiver.OrderPlacedMap)).StartAsync();

        await shop.Orders.OrderPlacedAsync(new OrderPlaced(1, 1m), Cancellation);

        await shop.WaitForEffectsAsync("billed", 1);
        await Eventually.TrueAsync(async () => (await shop.ReadAsync()).Handled == 2, "both have handled it");
    }

    [Fact]
    public async Task Two_handlers_of_one_queue_stop_the_start()
    {
        await using var shop = new Shop(messaging => messaging.AddBilling()
            .AddHandler<IOrderEventsOrderPlacedHandler, PartialHandler>(
                OrderEventsReceiver.OrderPlacedMap, options => options.HandlerName = nameof(Billing)));

        var exception = await Assert.ThrowsAsync<DurableMessageException>(shop.StartAsync);

        Assert.Contains(Shop.BillingQueue, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Context_outside_a_handler_says_what_to_use()
    {
        await using var shop = new Shop();
        using var scope = shop.Services.CreateScope();

        var exception = Assert.Throws<DurableMessageException>(() => scope.ServiceProvider.GetRequiredService<DurableContext>());

        Assert.Contains(nameof(IOutbox), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Healthy_shop_says_so()
    {
        await using var shop = await new Shop(messaging => messaging.AddBilling()).StartAsync();

        var health = await shop.Get<HealthCheckService>().CheckHealthAsync(Cancellation);

        Assert.Equal(HealthStatus.Healthy, health.Status);
    }

    private sealed class PartialHandler : IOrderEventsOrderPlacedHandler, IOrderEventsStockReservedHandler
    {
        public Task OrderPlacedAsync(OrderPlaced order, CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask StockReservedAsync(string sku, int quantity, CancellationToken cancellationToken) => default;
    }
}
