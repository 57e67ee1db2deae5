using System.Text;
using Resile.Messaging.Storage;
using Resile.Messaging.Tests.Support;

namespace Resile.Messaging.Tests;

/// <summary>What is older than the inbox remembers is never handled without being asked for.</summary>
public sealed class TooOldTests
{
    private static readonly TimeSpan Old = TimeSpan.FromDays(8);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Message_older_than_the_inbox_remembers_is_parked_until_a_person_replays_it()
    {
        await using var shop = await new Shop(static messaging => messaging.AddBilling()).StartAsync();
        var sent = DateTimeOffset.UtcNow - Old;
        var id = Guid.CreateVersion7(sent);

        await shop.Transport.DeliverAsync(Shop.BillingQueue, Body(id, sent));
        await shop.Transport.DeliverAsync(Shop.BillingQueue, Body(id, sent));

        var letter = Assert.Single(await shop.DeadLetters.ListAsync(cancellationToken: Cancellation));
        Assert.Equal((DeadLetterReasons.TooOld, id, 0), (letter.Reason, letter.MessageId, shop.Calls.Count));
        Assert.True(await shop.DeadLetters.ReplayAsync(letter.Id, "anna", Cancellation));
        await shop.WaitForEffectsAsync("billed", 1);
        await shop.Transport.DeliverAsync(Shop.BillingQueue, Body(id, sent));
        Assert.Equal((1, 1), (shop.Effects("billed"), await shop.DeadLetters.CountAsync(cancellationToken: Cancellation)));
    }

    [Fact]
    public async Task Identity_that_tells_no_time_is_handled_whatever_its_age()
    {
        await using var shop = await new Shop(static messaging => messaging.AddBilling()).StartAsync();
        var sent = DateTimeOffset.UtcNow - Old;

        await shop.Transport.DeliverAsync(Shop.BillingQueue, Body(Guid.NewGuid(), sent));

        // An identity of another kind that only looks old: the envelope does not bear it out.
        await shop.Transport.DeliverAsync(Shop.BillingQueue, Body(Guid.CreateVersion7(sent), DateTimeOffset.UtcNow));
        await shop.Transport.DeliverAsync(Shop.BillingQueue, Body(Guid.CreateVersion7(sent), null));

        // It waited on purpose.
        await shop.Transport.DeliverAsync(
            Shop.BillingQueue, Body(Guid.CreateVersion7(sent), sent), [new KeyValuePair<string, string>("Resile-Delayed", "true")]);

        Assert.Equal((4, 0), (shop.Effects("billed"), await shop.DeadLetters.CountAsync(cancellationToken: Cancellation)));
    }

    [Fact]
    public async Task Delayed_message_says_that_it_is_one()
    {
        await using var shop = await new Shop(static messaging => messaging.AddBilling()).StartAsync();

        await shop.Outbox.For<Orders.IOrderEvents>(new SendOptions { Delay = TimeSpan.FromMilliseconds(1) })
            .OrderPlacedAsync(new Orders.OrderPlaced(1, 1m), Cancellation);

        await shop.WaitForEffectsAsync("billed", 1);
        var tried = Assert.Single(shop.Transport.Tried, static envelope => envelope.MessageType.EndsWith("OrderPlaced", StringComparison.Ordinal));
        Assert.Contains(tried.Headers, static header => header.Key == "Resile-Delayed");
    }

    private static byte[] Body(Guid id, DateTimeOffset? sent)
    {
        var time = sent is null ? "" : $"\"sentTime\":\"{sent:O}\",";
        const string Rest = """
            "messageType":["urn:message:Resile.Messaging.Tests.Orders:OrderPlaced"],"message":{"id":1,"total":1}}
            """;
        return Encoding.UTF8.GetBytes($"{{\"messageId\":\"{id}\",{time}{Rest}");
    }
}
