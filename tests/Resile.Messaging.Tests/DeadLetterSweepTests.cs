using System.Text;
using Resile.Messaging.Storage;
using Resile.Messaging.Tests.Orders;
using Resile.Messaging.Tests.Support;

namespace Resile.Messaging.Tests;

/// <summary>Many dead letters at once, and the record of who dealt with them.</summary>
public sealed class DeadLetterSweepTests
{
    private const int Letters = 120;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_letters_of_a_filter_are_replayed_once_and_what_is_no_message_stays()
    {
        await using var shop = await FailedAsync();
        await shop.Transport.DeliverAsync(Shop.BillingQueue, Encoding.UTF8.GetBytes("nonsense"));
        Assert.Equal(Letters + 1, await shop.DeadLetters.CountAsync(cancellationToken: Stop));
        Assert.Equal(Letters, await shop.DeadLetters.CountAsync(new DeadLetterFilter { Reason = DeadLetterReasons.HandlerFailed }, Stop));
        Assert.Equal(0, await shop.DeadLetters.CountAsync(new DeadLetterFilter { Consumer = "another" }, Stop));

        shop.Calls.Inside = null;
        Assert.Equal(new DeadLetterSweep(Letters, 1), await shop.DeadLetters.ReplayAllAsync(new DeadLetterFilter(), "anna", Stop));
        await shop.WaitForEffectsAsync("billed", Letters);
        await shop.WaitUntilDrainedAsync();
        Assert.Equal((Letters, 1), (shop.Effects("billed"), await shop.DeadLetters.CountAsync(cancellationToken: Stop)));

        var actions = await shop.DeadLetters.ListActionsAsync(limit: 1_000, cancellationToken: Stop);
        Assert.Equal(Letters, actions.Count);
        Assert.All(actions, static action => Assert.Equal(("replay", "anna", DeadLetterReasons.HandlerFailed), (action.Action, action.Actor, action.Reason)));
        Assert.Equal(actions.OrderByDescending(static action => action.Id), actions);
    }

    [Fact]
    public async Task Letters_that_fail_again_while_they_are_replayed_are_replayed_once_a_sweep()
    {
        await using var shop = await FailedAsync();
        Assert.Equal(new DeadLetterSweep(Letters, 0), await shop.DeadLetters.ReplayAllAsync(new DeadLetterFilter(), "anna", Stop));
        await Eventually.TrueAsync(async () => await shop.DeadLetters.CountAsync(cancellationToken: Stop) == Letters, "all have failed again");
        Assert.Equal(2 * Letters, shop.Calls.Count);
        Assert.Equal(new DeadLetterSweep(Letters, 0), await shop.DeadLetters.DiscardAllAsync(
            new DeadLetterFilter { Side = DeadLetterSide.Receiving, Consumer = Shop.BillingQueue, From = DateTimeOffset.UnixEpoch }, "bert", Stop));
        Assert.Equal(0, await shop.DeadLetters.CountAsync(cancellationToken: Stop));
        Assert.Equal("discard", Assert.Single(await shop.DeadLetters.ListActionsAsync(limit: 1, cancellationToken: Stop)).Action);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public async Task Nobody_deals_with_letters_without_a_name(string? actor)
    {
        await using var shop = new Shop();
        await Assert.ThrowsAsync<ArgumentException>(() => shop.DeadLetters.DiscardAsync(1, actor!, Stop));
    }

    private static async Task<Shop> FailedAsync()
    {
        var shop = new Shop(static messaging => messaging.AddBilling(ShopHandlers.Impatient()).AddShipping());
        shop.Calls.Inside = static (_, _) => throw new InvalidOperationException("broken");
        await shop.StartAsync();
        await using (var transaction = await shop.Outbox.BeginAsync(Stop))
        {
            for (var id = 0; id < Letters; id++)
            {
                await transaction.For<IOrderEvents>().OrderPlacedAsync(new OrderPlaced(id, 1m), Stop);
            }

            await transaction.CommitAsync(Stop);
        }

        await Eventually.TrueAsync(async () => await shop.DeadLetters.CountAsync(cancellationToken: Stop) == Letters, "all are dead letters");
        return shop;
    }
}
