using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Resile.Generated.Tests.Contracts.Messaging;
using Resile.Messaging;

namespace Resile.Generated.Tests.Messaging;

/// <summary>Runs what the generator wrote for the contracts of messaging, on SQLite and in memory.</summary>
public sealed class DurableTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("resile-generated-");
    private readonly Channel<string> _book = Channel.CreateUnbounded<string>();

    [Fact]
    public async Task Messages_of_every_shape_reach_the_handler()
    {
        using var host = await StartAsync(static messaging => messaging.AddStockEventsHandler<StockBook>());
        var events = host.Services.GetRequiredService<IStockEvents>();

        await events.StockArrivedAsync(new StockArrived("chai", 12), TestContext.Current.CancellationToken);
        await events.StockReservedAsync("chai", 3, new DateOnly(2026, 12, 24), TestContext.Current.CancellationToken);
        await events.StockReservedAsync("chang", null, new DateOnly(2026, 12, 31), TestContext.Current.CancellationToken);
        await events.StockViewedAsync(new StockViewed { Product = "chai" });
        await events.DayEnded();

        Assert.Equal(
            ["12 chai arrived", "3 chai reserved until 2026-12-24", "chai viewed", "day ended", "some chang reserved until 2026-12-31"],
            (await ReadAsync(5)).Order(StringComparer.Ordinal));
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Handler_of_one_method_gets_that_message_alone()
    {
        using var host = await StartAsync(static messaging => messaging.AddStockEventsStockReservedHandler<ReservationBook>());
        var events = host.Services.GetRequiredService<IStockEvents>();

        await events.StockReservedAsync("chai", 3, new DateOnly(2026, 12, 24), TestContext.Current.CancellationToken);

        Assert.Equal(["reservation of chai"], await ReadAsync(1));
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Message_sent_in_a_transaction_goes_with_its_rollback()
    {
        using var host = await StartAsync(static messaging => messaging.AddStockEventsHandler<StockBook>());
        var outbox = host.Services.GetRequiredService<IOutbox>();
        await using (var transaction = await outbox.BeginAsync(TestContext.Current.CancellationToken))
        {
            await transaction.For<IStockEvents>().StockArrivedAsync(new StockArrived("ghost", 1), TestContext.Current.CancellationToken);
        }

        await using (var transaction = await outbox.BeginAsync(TestContext.Current.CancellationToken))
        {
            await transaction.For<IStockEvents>().StockArrivedAsync(new StockArrived("chai", 2), TestContext.Current.CancellationToken);
            await transaction.CommitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(["2 chai arrived"], await ReadAsync(1));
        await host.StopAsync(TestContext.Current.CancellationToken);
        Assert.False(_book.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Refused_member_says_why_when_it_is_called_and_the_others_work()
    {
        using var host = await StartAsync(static messaging => messaging.AddRefusedEventsSender().AddStockEventsHandler<StockBook>());
        var events = host.Services.GetRequiredService<IRefusedEvents>();

        Assert.StartsWith("RSL0002: ", Assert.Throws<NotSupportedException>(() => events.Count).Message);
        Assert.StartsWith("RSL0001: ", Assert.Throws<NotSupportedException>(() => events.Shout("hear")).Message);
        Assert.StartsWith("RSL3002: ", (await Assert.ThrowsAsync<NotSupportedException>(() => events.AskAsync("why"))).Message);
        Assert.StartsWith("RSL3005: ", (await Assert.ThrowsAsync<NotSupportedException>(() => events.Noted("twice"))).Message);
        await events.NotedAsync("once", TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private async Task<List<string>> ReadAsync(int count)
    {
        var lines = new List<string>();
        while (lines.Count < count)
        {
            lines.Add(await _book.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken));
        }

        return lines;
    }

    private async Task<IHost> StartAsync(Func<MessagingBuilder, MessagingBuilder> add)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(_book.Writer);
        builder.Services.AddResile(resile => add(resile.Messaging.UseSqlite(Path.Combine(_folder.FullName, "messages.db")).UseInMemory()
            .AddStockEventsSender()));
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }
}
