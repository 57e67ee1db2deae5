using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;
using Resile.Integration.Tests.Servers;
using Resile.Messaging;

namespace Resile.Integration.Tests.EndToEnd;

/// <summary>Two services with databases of their own, over a real RabbitMQ, with the code that the build wrote.</summary>
public sealed class RabbitMqTests
{
    private const int Notes = 60;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    [Theory, InlineData(false), InlineData(true)]
    public async Task Broker_that_is_away_costs_nothing_and_the_dispatcher_goes_on_by_itself(bool isPostgreSql)
    {
        await using var queue = await NoteQueue.CreateAsync();
        await using var proxy = TcpProxy.To(TestServers.RabbitMq, out var through);
        await using var senderStore = await NoteStore.CreateAsync(isPostgreSql);
        await using var handlerStore = await NoteStore.CreateAsync(isPostgreSql);
        using var handler = await StartAsync(handlerStore, TestServers.RabbitMq, queue.Service, static messaging => messaging.AddNotesHandler<NoteBook>());
        proxy.Cut();
        using var sender = await StartAsync(senderStore, through, "notes-sender", static messaging => messaging.AddNotesSender());

        await SendAsync(sender);
        Assert.Equal(Notes, (await MonitorAsync(sender)).OutboxDepth);
        Assert.Empty(await handlerStore.NotesAsync());

        proxy.Open();
        await Eventually.TrueAsync(async () => (await handlerStore.NotesAsync()).Count >= Notes, Patience);
        Assert.Equal(Enumerable.Range(1, Notes), await handlerStore.NotesAsync());
        await StopAsync(sender, handler);
    }

    private static async Task SendAsync(IHost sender)
    {
        var notes = sender.Services.GetRequiredService<INotes>();
        for (var number = 1; number <= Notes; number++)
        {
            await notes.NotedAsync(new Noted(number, "hello"), TestContext.Current.CancellationToken);
        }
    }

    private static Task<MessagingSnapshot> MonitorAsync(IHost host) =>
        host.Services.GetRequiredService<IMessagingMonitor>().ReadAsync(TestContext.Current.CancellationToken);

    private static async Task<IHost> StartAsync(NoteStore store, Uri broker, string service, Func<MessagingBuilder, MessagingBuilder> add)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddResile(resile => add(store.Use(resile.Messaging.Configure(options => options.ServiceName = service)).UseRabbitMq(broker)));
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    private static async Task StopAsync(params IHost[] hosts)
    {
        foreach (var host in hosts)
        {
            await host.StopAsync(TestContext.Current.CancellationToken);
        }
    }

    // The queue of one test's handler. The topic is taken away before and after: a queue that another test left would take what nobody here gets.
    private sealed class NoteQueue : IAsyncDisposable
    {
        private const string Topic = "Resile.Integration.Tests.EndToEnd:Noted";

        public string Service { get; } = "notes" + Guid.NewGuid().ToString("N")[..8];

        public static async Task<NoteQueue> CreateAsync()
        {
            await DeleteAsync(static channel => channel.ExchangeDeleteAsync(Topic));
            return new NoteQueue();
        }

        public async ValueTask DisposeAsync() => await DeleteAsync(async channel =>
        {
            await channel.ExchangeDeleteAsync(Topic);
            await channel.QueueDeleteAsync($"{Service}-notes-note-book");
        });

        private static async Task DeleteAsync(Func<IChannel, Task> delete)
        {
            await using var connection = await new ConnectionFactory { Uri = TestServers.RabbitMq }.CreateConnectionAsync();
            await using var channel = await connection.CreateChannelAsync();
            await delete(channel);
        }
    }
}
