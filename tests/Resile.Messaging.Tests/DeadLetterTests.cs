using System.Text;
using Resile.Messaging.Storage;
using Resile.Messaging.Tests.Orders;
using Resile.Messaging.Tests.Support;

namespace Resile.Messaging.Tests;

/// <summary>What cannot be handled is kept with its reason, and the queue goes on.</summary>
public sealed class DeadLetterTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dead_letter_is_handled_after_its_replay_once()
    {
        await using var shop = await new Shop(messaging => messaging.AddBilling(ShopHandlers.Impatient()).AddShipping()).StartAsync();
        shop.Calls.Inside = (_, _) => throw new InvalidOperationException("broken");
        await shop.Orders.OrderPlacedAsync(new OrderPlaced(1, 1m), Cancellation);
        await Eventually.TrueAsync(async () => (await shop.ReadAsync()).DeadLetters == 1, "a dead letter");
        var letter = Assert.Single(await shop.DeadLetters.ListAsync(cancellationToken: Cancellation));

        shop.Calls.Inside = null;
        Assert.True(await shop.DeadLetters.ReplayAsync(letter.Id, "tests", Cancellation));
        Assert.False(await shop.DeadLetters.ReplayAsync(letter.Id, "tests", Cancellation));

        await shop.WaitForEffectsAsync("billed", 1);
        await shop.WaitUntilDrainedAsync();
        Assert.Equal(1, shop.Effects("billed"));
    }

    [Theory]
    [InlineData("nonsense", DeadLetterReasons.Malformed)]
    [InlineData("[1]", DeadLetterReasons.Malformed)]
    [InlineData("""{"messageType":["urn:message:A:B"],"message":{}}""", DeadLetterReasons.Malformed)]
    [InlineData("""{"messageId":"no id","messageType":["urn:message:A:B"],"message":{}}""", DeadLetterReasons.Malformed)]
    [InlineData("""{"messageId":"0198c0de-0000-7000-8000-000000000001","message":{}}""", DeadLetterReasons.Malformed)]
    [InlineData("""{"messageId":"0198c0de-0000-7000-8000-000000000001","messageType":["urn:message:A:B"]}""", DeadLetterReasons.Malformed)]
    [InlineData(
        """{"messageId":"0198c0de-0000-7000-8000-000000000001","messageType":["urn:message:A:B"],"message":{}}""",
        DeadLetterReasons.UnknownType)]
    [InlineData(
        """{"messageId":"0198c0de-0000-7000-8000-000000000001","messageType":["urn:message:Resile.Messaging.Tests.Orders:OrderPlaced"],"message":{"id":"x"}}""",
        DeadLetterReasons.Malformed)]
    [InlineData(
        """{"messageId":"0198c0de-0000-7000-8000-000000000001","messageType":["urn:message:Resile.Messaging.Tests.Orders:OrderPlaced"],"message":null}""",
        DeadLetterReasons.Malformed)]
    [InlineData(
        """{"messageId":"0198c0de-0000-7000-8000-000000000001","messageType":["half a pair \ud800"],"message":{}}""",
        DeadLetterReasons.Malformed)]
    [InlineData(
        """{"messageId":"0198c0de-0000-7000-8000-000000000001","messageType":["urn:message:A:B"],"message":{},"headers":{"a":"\udc00"}}""",
        DeadLetterReasons.Malformed)]
    public async Task Corrupt_or_foreign_message_is_a_dead_letter_and_the_queue_goes_on(string body, string reason)
    {
        await using var shop = await new Shop(messaging => messaging.AddBilling()).StartAsync();

        await shop.Transport.DeliverAsync(Shop.BillingQueue, Encoding.UTF8.GetBytes(body));
        await shop.Transport.DeliverAsync(Shop.BillingQueue, Encoding.UTF8.GetBytes(body));

        var letter = Assert.Single(await shop.DeadLetters.ListAsync(cancellationToken: Cancellation));
        Assert.Equal(reason, letter.Reason);
        Assert.NotEmpty(letter.Error!);
        Assert.Equal(body, Encoding.UTF8.GetString(letter.Body.Span));
        await shop.Orders.StockReservedAsync("tea", 1, Cancellation);
        await shop.WaitForEffectsAsync("tea", 1);
        Assert.True(await shop.DeadLetters.DiscardAsync(letter.Id, "tests", Cancellation));
    }

    [Fact]
    public async Task Message_that_is_not_utf8_is_a_dead_letter()
    {
        await using var shop = await new Shop(messaging => messaging.AddBilling()).StartAsync();
        byte[] body = [.. """{"messageId":"0198c0de-0000-7000-8000-000000000001","messageType":["urn:"""u8, 0xFF, .. "\"],\"message\":{}}"u8];

        await shop.Transport.DeliverAsync(Shop.BillingQueue, body);

        var letter = Assert.Single(await shop.DeadLetters.ListAsync(cancellationToken: Cancellation));
        Assert.Equal(DeadLetterReasons.Malformed, letter.Reason);
        Assert.Equal(body, letter.Body.ToArray());
    }

    [Fact]
    public async Task Redelivery_that_cannot_be_read_is_a_dead_letter_and_the_others_go_on()
    {
        await using var shop = await new Shop(messaging => messaging.AddBilling(ShopHandlers.Impatient(0, 500)).AddShipping()).StartAsync();
        shop.Calls.Inside = (_, _) => shop.Calls.Count <= 2 ? throw new InvalidOperationException("not yet") : Task.CompletedTask;
        await shop.Orders.OrderPlacedAsync(new OrderPlaced(1, 1m), Cancellation);
        await shop.Orders.OrderPlacedAsync(new OrderPlaced(2, 1m), Cancellation);
        await Eventually.TrueAsync(async () => (await shop.ReadAsync()).WaitingRedeliveries == 2, "both are set aside");
        shop.Execute("UPDATE resile_redelivery SET body = x'00' WHERE due_at = (SELECT min(due_at) FROM resile_redelivery)");

        await shop.WaitForEffectsAsync("billed", 1);

        await Eventually.TrueAsync(async () => (await shop.ReadAsync()).WaitingRedeliveries == 0, "nothing waits");
        var letter = Assert.Single(await shop.DeadLetters.ListAsync(cancellationToken: Cancellation));
        Assert.Equal(DeadLetterReasons.Malformed, letter.Reason);
        Assert.Equal(Shop.BillingQueue, letter.Consumer);
    }

    [Fact]
    public async Task Message_of_another_format_is_a_dead_letter()
    {
        await using var shop = await new Shop(messaging => messaging.AddBilling()).StartAsync();

        await shop.Transport.DeliverAsync(Shop.BillingQueue, "{}"u8.ToArray(), "application/xml");

        var letter = Assert.Single(await shop.DeadLetters.ListAsync(cancellationToken: Cancellation));
        Assert.Contains("application/xml", letter.Error, StringComparison.Ordinal);
        await Assert.ThrowsAsync<DurableMessageException>(() => shop.DeadLetters.ReplayAsync(letter.Id, "tests", Cancellation));
        Assert.Equal(1, await shop.DeadLetters.CountAsync(cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Message_above_the_size_limit_is_a_dead_letter()
    {
        await using var shop = await new Shop(
            messaging => messaging.AddBilling().Configure(options => options.MaximumMessageSize = 2_000)).StartAsync();

        await shop.Transport.DeliverAsync(Shop.BillingQueue, new byte[2_001], messageId: Guid.CreateVersion7());

        var letter = Assert.Single(await shop.DeadLetters.ListAsync(cancellationToken: Cancellation));
        Assert.Equal(DeadLetterReasons.TooLarge, letter.Reason);
    }
}
