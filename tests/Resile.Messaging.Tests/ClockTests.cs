using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Resile.Messaging.Tests.Orders;
using Resile.Messaging.Tests.Support;
using Resile.Messaging.Transport;

namespace Resile.Messaging.Tests;

/// <summary>The clock is set back by an hour while messages are under way.</summary>
public sealed class ClockTests
{
    private static readonly TimeSpan Jump = TimeSpan.FromHours(-1);

    private readonly JumpingClock _clock = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Message_that_is_set_aside_after_the_clock_was_set_back_is_tried_again_at_once()
    {
        await using var shop = Create(static messaging => messaging.AddBilling().AddShipping());
        await shop.StartAsync();
        await shop.Orders.OrderPlacedAsync(new OrderPlaced(1, 1m), Stop);
        await shop.WaitForEffectsAsync("billed", 1);

        _clock.Jump(Jump);
        var returned = 0;
        shop.Transport.Fate = _ => Interlocked.Increment(ref returned) <= 2 ? new PublishResult(PublishOutcome.Unroutable, "nobody") : null;
        await shop.Orders.OrderPlacedAsync(new OrderPlaced(2, 1m), Stop);

        await shop.WaitForEffectsAsync("billed", 2);
    }

    [Fact]
    public async Task Key_that_waits_for_its_next_attempt_waits_no_longer_because_the_clock_was_set_back()
    {
        await using var shop = Create(static messaging => messaging
            .AddSender<IAccountEvents>(static sender => new AccountEventsSender(sender))
            .AddHandler<IAccountEvents, Bookkeeping>(AccountEventsSender.Map)
            .Services.AddSingleton<BookkeepingFaults>());
        var refused = 0;
        shop.Transport.Fate = _ => Interlocked.Increment(ref refused) <= 2 ? new PublishResult(PublishOutcome.Rejected, "no") : null;
        await shop.StartAsync();
        await shop.Get<IAccountEvents>().BookedAsync(new Booked("key", 1), Stop);
        await shop.Get<IAccountEvents>().BookedAsync(new Booked("key", 2), Stop);
        await Eventually.TrueAsync(() => shop.Transport.Tried.Count > 0, "the first was refused");

        _clock.Jump(Jump);

        await shop.WaitForEffectsAsync("key", 2);
    }

    private Shop Create(Action<MessagingBuilder> add) => new(messaging =>
    {
        messaging.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_clock));
        add(messaging);
    });
}
