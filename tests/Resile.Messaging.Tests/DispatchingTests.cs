using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Resile.Messaging.Diagnostics;
using Resile.Messaging.Storage;
using Resile.Messaging.Tests.Orders;
using Resile.Messaging.Tests.Support;
using Resile.Messaging.Transport;

namespace Resile.Messaging.Tests;

public sealed class DispatchingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Outbox_of_thousands_is_published_once_each_within_the_window()
    {
        await using var shop = new Shop(messaging => messaging.Configure(options => options.DispatchWindow = 64));
        var underWay = 0;
        var most = 0;
        shop.Transport.Fate = _ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref underWay));
            Thread.SpinWait(100);
            Interlocked.Decrement(ref underWay);
            return PublishResult.Confirmed;
        };
        await SendAsync(shop, 3_000);

        await shop.StartAsync();
        await shop.WaitUntilDrainedAsync();

        Assert.Equal(3_000, shop.Transport.Tried.Select(envelope => envelope.MessageId).Distinct().Count());
        Assert.Equal(3_000, shop.Transport.Tried.Count);
        Assert.InRange(most, 1, 64);
        await Eventually.TrueAsync(async () => (await shop.ReadAsync()).Published == 3_000, "3,000 published");
    }

    [Fact]
    public async Task Dispatcher_begins_anew_when_a_listener_of_its_instruments_throws()
    {
        await using var shop = new Shop();
        shop.Transport.Fate = static _ => PublishResult.Confirmed;
        var lag = shop.Get<MessagingMetrics>().Lag;
        var left = 1;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument == lag)
            {
                own.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) =>
        {
            if (Interlocked.Decrement(ref left) >= 0)
            {
                throw new InvalidOperationException("The listener fails.");
            }
        });
        listener.Start();
        await SendAsync(shop, 3);

        await shop.StartAsync();
        await shop.WaitUntilDrainedAsync();

        Assert.True(left < 0);
        Assert.Equal(1, shop.Log.Count("The listener fails."));
    }

    [Fact]
    public async Task Row_stays_until_its_confirm()
    {
        await using var shop = await new Shop(messaging => messaging.AddBilling().AddShipping()).StartAsync();
        var handling = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        shop.Calls.Inside = (_, _) =>
        {
            handling.TrySetResult();
            return release.Task;
        };

        await shop.Orders.OrderPlacedAsync(new OrderPlaced(1, 1m), Cancellation);
        await handling.Task.WaitAsync(Cancellation);

        Assert.Equal(1, shop.Count("SELECT count(*) FROM resile_outbox"));
        release.SetResult();
        await shop.WaitUntilDrainedAsync();
    }

    [Fact]
    public async Task Transport_that_is_away_costs_no_attempt_is_reported_once_and_resumed()
    {
        await using var shop = new Shop(messaging => messaging.AddBilling().AddShipping());
        await shop.StartAsync();
        await shop.Orders.OrderViewedAsync(new OrderViewed(1));
        await shop.WaitUntilDrainedAsync();
        shop.Transport.Tried.Clear();
        shop.Transport.GoAway();
        await SendAsync(shop, 100);
        await Eventually.TrueAsync(() => !shop.Transport.Tried.IsEmpty, "a publication was tried");
        Assert.Equal(100, (await shop.ReadAsync()).OutboxDepth);
        Assert.Equal(0, shop.Count("SELECT coalesce(sum(attempts), 0) + (SELECT count(*) FROM resile_outbox_due) FROM resile_outbox"));

        shop.Transport.ComeBack();
        await shop.WaitForEffectsAsync("billed", 100);

        await shop.WaitUntilDrainedAsync();
        Assert.Equal(100, shop.Effects("billed"));
        Assert.Equal(1, shop.Log.Count("is not available (away)"));
        Assert.Equal(1, shop.Log.Count("is available again"));
    }

    [Fact]
    public async Task Transport_that_is_away_at_the_start_keeps_nobody_from_sending_and_is_reported_once()
    {
        await using var shop = new Shop(messaging => messaging.AddBilling().AddShipping());
        shop.Transport.GoAway();
        await shop.StartAsync();
        await SendAsync(shop, 10);
        await Eventually.TrueAsync(() => shop.Log.Count("is not available") == 1, "it is reported");

        shop.Transport.ComeBack();

        await shop.WaitForEffectsAsync("shipped", 10);
        Assert.Equal(1, shop.Log.Count("is not available"));
    }

    [Fact]
    public async Task Transport_that_refuses_while_it_calls_itself_available_is_probed_with_single_messages()
    {
        await using var shop = new Shop();
        var away = true;
        shop.Transport.Fate = _ => away ? new PublishResult(PublishOutcome.Unavailable, "blocked") : PublishResult.Confirmed;
        await SendAsync(shop, 50);
        await shop.StartAsync();
        await Eventually.TrueAsync(() => shop.Transport.Tried.Count > 52, "probes");

        // Fifty at once at first, then one at a time with growing pauses.
        Assert.InRange(shop.Transport.Tried.Count, 51, 70);
        away = false;
        await shop.WaitUntilDrainedAsync();
    }

    [Fact]
    public async Task Message_without_a_subscriber_waits_for_the_first_one()
    {
        await using var shop = await new Shop(messaging => messaging.Configure(options => options.MaximumPublishAttempts = 1)).StartAsync();
        await shop.Orders.OrderPlacedAsync(new OrderPlaced(1, 1m), Cancellation);
        await Eventually.TrueAsync(() => shop.Transport.Tried.Count >= 3, "it was tried three times");

        var snapshot = await shop.ReadAsync();
        Assert.Equal(1, snapshot.OutboxDepth);
        Assert.Equal(0, snapshot.DeadLetters);
        Assert.Equal("topic:" + OrderEventsMessages.OrderPlacedAsync.Topic, Assert.Single(snapshot.Unsubscribed));
        var health = await shop.Get<HealthCheckService>().CheckHealthAsync(Cancellation);
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Contains("Nobody is subscribed", health.Entries["resile.messaging"].Description, StringComparison.Ordinal);

        shop.Transport.Subscribe(new Subscription
        {
            Queue = "late",
            Topics = [OrderEventsMessages.OrderPlacedAsync.Topic],
            Concurrency = 1,
            Prefetch = 1,
            Receiver = (_, _) => Task.CompletedTask,
        });
        await shop.WaitUntilDrainedAsync();
        Assert.Empty((await shop.ReadAsync()).Unsubscribed);
        Assert.Equal(1, shop.Log.Count("Its messages are kept"));
    }

    [Fact]
    public async Task Event_with_optional_subscribers_is_published_into_the_void()
    {
        await using var shop = await new Shop().StartAsync();

        await shop.Orders.OrderViewedAsync(new OrderViewed(1));

        await shop.WaitUntilDrainedAsync();
        Assert.False(Assert.Single(shop.Transport.Tried).SubscriberRequired);
    }

    [Fact]
    public async Task Message_that_the_broker_refuses_becomes_a_dead_letter_and_can_be_replayed()
    {
        await using var shop = await new Shop(messaging => messaging
            .AddBilling().Configure(options => options.MaximumPublishAttempts = 2)).StartAsync();
        shop.Transport.Fate = _ => new PublishResult(PublishOutcome.Rejected, "no space");
        await shop.Orders.OrderPlacedAsync(new OrderPlaced(1, 1m), Cancellation);
        await Eventually.TrueAsync(async () => await shop.DeadLetters.CountAsync(cancellationToken: Cancellation) == 1, "a dead letter");

        var letter = Assert.Single(await shop.DeadLetters.ListAsync(cancellationToken: Cancellation));
        Assert.Equal(DeadLetterSide.Sending, letter.Side);
        Assert.Equal(DeadLetterReasons.Rejected, letter.Reason);
        Assert.Equal("no space", letter.Error);
        Assert.Equal(2, letter.Attempts);

        shop.Transport.Fate = null;
        Assert.True(await shop.DeadLetters.ReplayAsync(letter.Id, "tests", Cancellation));
        await shop.WaitForEffectsAsync("billed", 1);
        Assert.Equal(0, await shop.DeadLetters.CountAsync(cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Transport_that_throws_counts_against_the_message()
    {
        await using var shop = await new Shop(messaging => messaging
            .Configure(options => options.MaximumPublishAttempts = 1)).StartAsync();
        shop.Transport.Fate = _ => throw new InvalidOperationException("a bug");

        await shop.Orders.OrderPlacedAsync(new OrderPlaced(1, 1m), Cancellation);

        await Eventually.TrueAsync(async () => await shop.DeadLetters.CountAsync(cancellationToken: Cancellation) == 1, "a dead letter");
        var letter = Assert.Single(await shop.DeadLetters.ListAsync(cancellationToken: Cancellation));
        Assert.Contains("a bug", letter.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_whose_headers_cannot_be_read_is_a_dead_letter_and_the_others_go_out()
    {
        await using var shop = new Shop(messaging => messaging.Configure(options => options.MaximumPublishAttempts = 1));
        shop.Transport.Fate = _ => PublishResult.Confirmed;
        await SendAsync(shop, 2);
        shop.Execute("UPDATE resile_outbox SET headers = x'00' WHERE seq = 1");

        await shop.StartAsync();

        await shop.WaitUntilDrainedAsync();
        Assert.Single(shop.Transport.Tried);
        var letter = Assert.Single(await shop.DeadLetters.ListAsync(cancellationToken: Cancellation));
        Assert.Equal(DeadLetterSide.Sending, letter.Side);
    }

    [Fact]
    public async Task Envelope_is_what_masstransit_reads()
    {
        await using var shop = await new Shop().StartAsync();
        shop.Transport.Fate = _ => PublishResult.Confirmed;

        await shop.Orders.OrderPlacedAsync(new OrderPlaced(7, 12.50m), Cancellation);
        await shop.WaitUntilDrainedAsync();

        var envelope = Assert.Single(shop.Transport.Tried);
        using var json = JsonDocument.Parse(envelope.Body);
        var root = json.RootElement;
        Assert.Equal("application/vnd.masstransit+json", envelope.ContentType);
        Assert.Equal(envelope.MessageId, root.GetProperty("messageId").GetGuid());
        Assert.Equal(7, envelope.MessageId.Version);
        Assert.Equal(
            "urn:message:Resile.Messaging.Tests.Orders:OrderPlaced", Assert.Single(root.GetProperty("messageType").EnumerateArray()).GetString());
        Assert.Equal(7, root.GetProperty("message").GetProperty("id").GetInt32());
        Assert.Equal(12.50m, root.GetProperty("message").GetProperty("total").GetDecimal());
        Assert.Equal(envelope.MessageId, root.GetProperty("conversationId").GetGuid());
        Assert.Equal(Environment.ProcessId, root.GetProperty("host").GetProperty("processId").GetInt32());
        Assert.Equal(DateTimeKind.Utc, root.GetProperty("sentTime").GetDateTime().Kind);
    }

    [Fact]
    public async Task Second_dispatcher_on_a_file_stands_by_and_takes_over()
    {
        using var folder = new TemporaryFolder();
        await using var provider = StoreFor(folder.File("shared.db"));
        var outbox = provider.GetRequiredService<IMessageStore>().Outbox;

        var first = await outbox.TryAcquireAsync(Guid.NewGuid(), TimeSpan.FromSeconds(10), Cancellation);
        var second = await outbox.TryAcquireAsync(Guid.NewGuid(), TimeSpan.FromSeconds(10), Cancellation);
        Assert.NotNull(first);
        Assert.Null(second);

        await first.DisposeAsync();
        await using var third = await outbox.TryAcquireAsync(Guid.NewGuid(), TimeSpan.FromSeconds(10), Cancellation);
        Assert.NotNull(third);
    }

    private static ServiceProvider StoreFor(string path)
    {
        var services = new ServiceCollection();
        new MessagingBuilder(services).UseSqlite(path);
        return services.BuildServiceProvider();
    }

    private static async Task SendAsync(Shop shop, int count)
    {
        await using var transaction = await shop.Outbox.BeginAsync(Cancellation);
        for (var id = 1; id <= count; id++)
        {
            await transaction.For<IOrderEvents>().OrderPlacedAsync(new OrderPlaced(id, 1m), Cancellation);
        }

        await transaction.CommitAsync(Cancellation);
    }
}
