using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Resile.Messaging.Tests.Orders;
using Resile.Messaging.Tests.Support;
using Resile.Messaging.Transport;

namespace Resile.Messaging.Tests;

/// <summary>Order within a key, on both sides, with failures of every kind.</summary>
public sealed class OrderTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_of_a_key_take_effect_in_order_while_publications_and_handlers_fail_at_random()
    {
        await using var shop = CreateShop(ShopHandlers.Impatient(0, Enumerable.Repeat(5, 50).ToArray()), options => options.DispatchWindow = 32);
        var random = new Random(20261126);
        shop.Transport.Fate = _ => Next(40) switch
        {
            0 => new PublishResult(PublishOutcome.Unroutable, "nobody"),
            1 => new PublishResult(PublishOutcome.Rejected, "no"),
            2 => new PublishResult(PublishOutcome.Unavailable, "away"),
            _ => null,
        };
        shop.Get<BookkeepingFaults>().Inside = (_, _) =>
        {
            if (Next(10) == 0)
            {
                throw new InvalidOperationException("broken");
            }
        };
        shop.Transport.Copies = 2;
        await shop.StartAsync();
        const int Keys = 4;
        const int Each = 25;
        for (var number = 1; number <= Each; number++)
        {
            await using var transaction = await shop.Outbox.BeginAsync(Stop);
            for (var key = 0; key < Keys; key++)
            {
                await transaction.For<IAccountEvents>().BookedAsync(new Booked($"key{key}", number), Stop);
            }

            await transaction.CommitAsync(Stop);
        }

        await Eventually.TrueAsync(() => shop.Count("SELECT count(*) FROM effects") >= Keys * Each, $"all {Keys * Each} effects");
        await shop.WaitUntilDrainedAsync();
        for (var key = 0; key < Keys; key++)
        {
            Assert.Equal(Enumerable.Range(1, Each), EffectsOf(shop, $"key{key}"));
        }

        int Next(int limit)
        {
            lock (random)
            {
                return random.Next(limit);
            }
        }
    }

    [Fact]
    public async Task Hot_key_does_not_keep_the_others_waiting()
    {
        await using var shop = CreateShop(ShopHandlers.Impatient(), options => options.DispatchWindow = 8);
        var hot = new TaskCompletionSource();
        for (var number = 1; number <= 50; number++)
        {
            await shop.Get<IAccountEvents>().BookedAsync(new Booked("hot", number), Stop);
        }

        await shop.Get<IAccountEvents>().BookedAsync(new Booked("cold", 1), Stop);
        shop.Transport.Fate = envelope =>
        {
            if (IsOf(envelope, "hot"))
            {
                hot.Task.Wait(Stop);
            }

            return null;
        };
        await shop.StartAsync();

        await shop.WaitForEffectsAsync("cold", 1);
        hot.SetResult();
        await shop.WaitForEffectsAsync("hot", 50);
        Assert.Equal(Enumerable.Range(1, 50), EffectsOf(shop, "hot"));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Message_that_cannot_be_published_blocks_its_key_until_it_is_dealt_with(bool isReplayed)
    {
        await using var shop = CreateShop(ShopHandlers.Impatient(), static options => options.MaximumPublishAttempts = 2);
        var refuses = true;
        var first = true;
        Guid? refused = null;
        shop.Transport.Fate = envelope =>
        {
            if (IsOf(envelope, "bad") && first)
            {
                (first, refused) = (false, envelope.MessageId);
            }

            return refuses && envelope.MessageId == refused ? new PublishResult(PublishOutcome.Rejected, "no") : null;
        };
        await shop.StartAsync();
        for (var number = 1; number <= 3; number++)
        {
            await shop.Get<IAccountEvents>().BookedAsync(new Booked("bad", number), Stop);
            await shop.Get<IAccountEvents>().BookedAsync(new Booked("good", number), Stop);
        }

        await Eventually.TrueAsync(async () => await shop.DeadLetters.CountAsync(cancellationToken: Stop) == 1, "a dead letter");
        await shop.WaitForEffectsAsync("good", 3);
        await shop.RestartAsync();
        await shop.Get<IAccountEvents>().BookedAsync(new Booked("bad", 4), Stop);
        Assert.Equal(1, shop.Log.Count("ordering key 'bad' wait until dead letter"));
        Assert.Equal(["'bad' (outbox)"], (await shop.ReadAsync()).BlockedKeys);
        var health = await shop.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Stop);
        Assert.Contains("'bad' (outbox)", health.Entries.Values.Single().Description, StringComparison.Ordinal);
        Assert.Equal(0, shop.Effects("bad"));

        refuses = false;
        var letter = Assert.Single(await shop.DeadLetters.ListAsync(cancellationToken: Stop));
        Assert.True(isReplayed ? await shop.DeadLetters.ReplayAsync(letter.Id, "tests", Stop) : await shop.DeadLetters.DiscardAsync(letter.Id, "tests", Stop));

        await shop.WaitForEffectsAsync("bad", isReplayed ? 4 : 3);
        Assert.Equal(isReplayed ? [1, 2, 3, 4] : [2, 3, 4], EffectsOf(shop, "bad"));
        Assert.Empty((await shop.ReadAsync()).BlockedKeys);
    }

    [Fact]
    public async Task Message_that_cannot_be_published_is_parked_where_the_contract_says_so()
    {
        await using var shop = CreateShop(ShopHandlers.Impatient(), static options => options.MaximumPublishAttempts = 1);
        var first = true;
        shop.Transport.Fate = _ => Interlocked.Exchange(ref first, false) ? new PublishResult(PublishOutcome.Rejected, "no") : null;
        for (var number = 1; number <= 3; number++)
        {
            await shop.Get<IAccountEvents>().NotedAsync(new Noted("key", number), Stop);
        }

        await shop.StartAsync();

        await shop.WaitForEffectsAsync("key", 2);
        Assert.Equal([2, 3], EffectsOf(shop, "key"));
        Assert.Equal(1, await shop.DeadLetters.CountAsync(cancellationToken: Stop));
        Assert.Empty((await shop.ReadAsync()).BlockedKeys);
    }

    [Fact]
    public async Task Ordered_message_that_has_expired_blocks_nothing()
    {
        await using var shop = CreateShop(ShopHandlers.Impatient());
        await shop.Outbox.For<IAccountEvents>(new SendOptions { ExpiresAfter = TimeSpan.FromTicks(1) }).BookedAsync(new Booked("key", 1), Stop);
        await shop.Get<IAccountEvents>().BookedAsync(new Booked("key", 2), Stop);
        await shop.StartAsync();
        await shop.WaitForEffectsAsync("key", 1);
        await Eventually.TrueAsync(async () => await shop.DeadLetters.CountAsync(cancellationToken: Stop) == 1, "a dead letter");
        Assert.Equal([2], EffectsOf(shop, "key"));
        Assert.Empty((await shop.ReadAsync()).BlockedKeys);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Message_whose_handler_gives_up_blocks_its_key_until_it_is_dealt_with(bool isReplayed)
    {
        await using var shop = CreateShop(ShopHandlers.Impatient(0, 10, 10));
        var isBroken = true;
        shop.Get<BookkeepingFaults>().Inside = (account, number) =>
        {
            if (isBroken && (account, number) == ("bad", 1))
            {
                throw new InvalidOperationException("broken");
            }
        };
        await shop.StartAsync();
        for (var number = 1; number <= 3; number++)
        {
            await shop.Get<IAccountEvents>().BookedAsync(new Booked("bad", number), Stop);
            await shop.Get<IAccountEvents>().BookedAsync(new Booked("good", number), Stop);
        }

        await Eventually.TrueAsync(async () => await shop.DeadLetters.CountAsync(cancellationToken: Stop) == 1, "a dead letter");
        await shop.WaitForEffectsAsync("good", 3);
        await Eventually.TrueAsync(async () => (await shop.ReadAsync()).WaitingRedeliveries == 2, "the others wait behind it");
        await shop.RestartAsync();
        await shop.Get<IAccountEvents>().BookedAsync(new Booked("bad", 4), Stop);
        await Eventually.TrueAsync(async () => (await shop.ReadAsync()).WaitingRedeliveries == 3, "and so does the next");
        Assert.Equal(["'bad' (shop-account-events-bookkeeping)"], (await shop.ReadAsync()).BlockedKeys);
        Assert.Equal(0, shop.Effects("bad"));

        isBroken = false;
        var letter = Assert.Single(await shop.DeadLetters.ListAsync(cancellationToken: Stop));
        Assert.True(isReplayed ? await shop.DeadLetters.ReplayAsync(letter.Id, "tests", Stop) : await shop.DeadLetters.DiscardAsync(letter.Id, "tests", Stop));

        await shop.WaitForEffectsAsync("bad", isReplayed ? 4 : 3);
        await shop.WaitUntilDrainedAsync();
        Assert.Equal(isReplayed ? [1, 2, 3, 4] : [2, 3, 4], EffectsOf(shop, "bad"));
    }

    [Fact]
    public async Task Message_whose_handler_gives_up_is_parked_where_the_contract_says_so_and_the_next_wait_only_for_its_attempts()
    {
        await using var shop = CreateShop(ShopHandlers.Impatient(0, 10, 10));
        shop.Get<BookkeepingFaults>().Inside = (_, number) =>
        {
            if (number == 1)
            {
                throw new InvalidOperationException("broken");
            }
        };
        await shop.StartAsync();
        for (var number = 1; number <= 3; number++)
        {
            await shop.Get<IAccountEvents>().NotedAsync(new Noted("key", number), Stop);
        }

        await shop.WaitForEffectsAsync("key", 2);
        await shop.WaitUntilDrainedAsync();
        Assert.Equal([2, 3], EffectsOf(shop, "key"));
        Assert.Equal(1, await shop.DeadLetters.CountAsync(cancellationToken: Stop));
        Assert.Empty((await shop.ReadAsync()).BlockedKeys);
    }

    [Fact]
    public async Task Copies_of_a_message_that_the_store_keeps_are_dropped()
    {
        await using var shop = CreateShop(ShopHandlers.Impatient());
        shop.Transport.Copies = 3;
        shop.Get<BookkeepingFaults>().Inside = static (_, _) => throw new InvalidOperationException("broken");
        await shop.StartAsync();
        await shop.Get<IAccountEvents>().BookedAsync(new Booked("key", 1), Stop);
        await Eventually.TrueAsync(async () => await shop.ReadAsync() is { OutboxDepth: 0, DeadLetters: 1 }, "a dead letter");
        Assert.Equal(0, (await shop.ReadAsync()).WaitingRedeliveries);
        shop.Get<BookkeepingFaults>().Inside = null;
        Assert.True(await shop.DeadLetters.DiscardAsync((await shop.DeadLetters.ListAsync(cancellationToken: Stop))[0].Id, "tests", Stop));
        await shop.Get<IAccountEvents>().BookedAsync(new Booked("key", 2), Stop);
        await shop.WaitForEffectsAsync("key", 1);
        Assert.Equal([2], EffectsOf(shop, "key"));
    }

    private static Shop CreateShop(Action<DurableMessageOptions> handler, Action<MessagingOptions>? configure = null) => new(
        messaging =>
        {
            messaging.Services.AddSingleton<BookkeepingFaults>();
            messaging.Configure(configure ?? (static _ => { }))
                .AddSender<IAccountEvents>(static sender => new AccountEventsSender(sender))
                .AddHandler<IAccountEvents, Bookkeeping>(AccountEventsSender.Map, handler);
        });

    private static bool IsOf(OutgoingEnvelope envelope, string key) =>
        envelope.Headers.Any(header => header.Key == "Resile-Ordering-Key" && header.Value == key);

    private static List<int> EffectsOf(Shop shop, string key)
    {
        using var connection = shop.Connect();
        using var command = new SqliteCommand("SELECT order_id FROM effects WHERE name = $key ORDER BY rowid", connection);
        command.Parameters.AddWithValue("$key", key);
        using var reader = command.ExecuteReader();
        var numbers = new List<int>();
        while (reader.Read())
        {
            numbers.Add(reader.GetInt32(0));
        }

        return numbers;
    }
}
