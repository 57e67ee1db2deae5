using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Resile.Generated.Tests.Contracts.Messaging;
using Resile.Messaging;

namespace Resile.Generated.Tests.Messaging;

/// <summary>Runs what the generator wrote for messages of older versions, on SQLite and in memory.</summary>
public sealed class UpcastingTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("resile-upcasting-");
    private readonly Channel<string> _book = Channel.CreateUnbounded<string>();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, InlineData(false), InlineData(true)]
    public async Task Message_of_an_older_version_comes_to_the_handler_as_one_of_now(bool hasContext)
    {
        using var host = await StartAsync(messaging => (hasContext ? messaging.UseJson(StockHistoryJson.Default) : messaging).AddStockHistoryHandler<StockHistorian>());

        await host.Services.GetRequiredService<OldStockHistory>().CountAsync(
            new("chai", [new("a", 1500), new("b", 20)], new() { ["top"] = new("c", 1) }, "somebody"), Stop);

        Assert.Equal("chai counted, Yearly: a 1.5 kg, b 0.02 kg; top c 0.001 kg", await ReadAsync());
        await host.StopAsync(Stop);
    }

    [Fact]
    public async Task Message_of_old_name_and_parameters_comes_to_the_method_of_now()
    {
        using var host = await StartAsync(static messaging => messaging.AddStockHistoryShiftedHandler<ShiftBook>());

        await host.Services.GetRequiredService<OldStockHistory>().MoveAsync(new("chai", 3), Stop);

        Assert.Equal("3 chai shifted to main", await ReadAsync());
        await host.StopAsync(Stop);
    }

    [Fact]
    public async Task Message_of_now_comes_as_it_was_sent()
    {
        using var host = await StartAsync(static messaging => messaging.AddStockHistoryHandler<StockHistorian>());
        var history = host.Services.GetRequiredService<IStockHistory>();

        await history.CountedAsync(new("chai", [new("a", new(3, "oz"))], new Dictionary<string, StockLot>()), Stop);
        Assert.Equal("chai counted, Unknown: a 3 oz; ", await ReadAsync());
        await history.ShiftedAsync("chai", 3, "top", Stop);
        Assert.Equal("3 chai to top", await ReadAsync());
        await host.StopAsync(Stop);
    }

    [Fact]
    public async Task Request_of_old_is_answered_and_so_is_one_of_now_by_a_handler_of_old()
    {
        using (var host = await StartAsync(static messaging => messaging.AddStockHistoryHandler<StockHistorian>()))
        {
            Assert.Equal("all", Assert.Single(await host.Services.GetRequiredService<OldStockHistory>().AskAsync(Stop)).Code);
            await host.StopAsync(Stop);
        }

        using (var host = await StartAsync(static messaging => messaging.AddHandler<OldStockHistory.IOldClerk, OldStockHistory.OldClerk>(OldStockHistory.Map)))
        {
            Assert.Equal(new StockLot("a", new StockWeight(1.5m, "kg")), Assert.Single(await host.Services.GetRequiredService<IStockHistory>().LotsAsync("chai")));
            await host.StopAsync(Stop);
        }
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private Task<string> ReadAsync() => _book.Reader.ReadAsync(Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Stop);

    private async Task<IHost> StartAsync(Func<MessagingBuilder, MessagingBuilder> add)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(_book.Writer);
        builder.Services.AddResile(resile => add(resile.Messaging.UseSqlite(Path.Combine(_folder.FullName, "messages.db")).UseInMemory()
            .AddStockHistorySender().AddSender(static sender => new OldStockHistory(sender))));
        var host = builder.Build();
        await host.StartAsync(Stop);
        return host;
    }

    private sealed class ShiftBook(ChannelWriter<string> book) : IStockHistoryShiftedHandler
    {
        public async Task ShiftedAsync(string product, int quantity, string shelf, CancellationToken cancellationToken = default) =>
            await book.WriteAsync($"{quantity} {product} shifted to {shelf}", cancellationToken);
    }
}
