using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Resile.Messaging.Tests.Orders;
using Resile.Messaging.Tests.Support;

namespace Resile.Messaging.Tests;

/// <summary>What others send, who know nothing of our limits; and names that are no names elsewhere.</summary>
public sealed class ForeignMessageTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ordering_key_that_is_too_long_for_a_store_is_cut()
    {
        await using var shop = await new Shop(static messaging =>
        {
            messaging.Services.AddSingleton(new BookkeepingFaults { Inside = static (_, _) => throw new InvalidOperationException("broken") });
            messaging.AddHandler<IAccountEvents, Bookkeeping>(AccountEventsSender.Map, ShopHandlers.Impatient());
        }).StartAsync();
        var account = new string('a', 100_000);
        var body = Encoding.UTF8.GetBytes(
            $$"""{"messageId":"{{Guid.NewGuid()}}","messageType":["urn:message:Resile.Messaging.Tests.Orders:Booked"],"message":{"account":"{{account}}","number":1} }""");

        await shop.Transport.DeliverAsync("shop-account-events-bookkeeping", body);

        var letter = Assert.Single(await shop.DeadLetters.ListAsync(cancellationToken: Stop));
        Assert.Equal(new string('a', 256), letter.OrderingKey);
    }

    [Theory]
    [InlineData("größe")]
    [InlineData(null)]
    public async Task Queue_whose_name_brokers_do_not_take_stops_the_start(string? name)
    {
        await using var shop = new Shop(messaging => messaging.AddBilling(options => options.HandlerName = name ?? new string('a', 255)));

        var error = await Assert.ThrowsAsync<DurableMessageException>(shop.StartAsync);

        Assert.Contains("Resile.Messaging.Tests.Support.Billing", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(DurableMessageOptions.HandlerName), error.Message, StringComparison.Ordinal);
    }
}
