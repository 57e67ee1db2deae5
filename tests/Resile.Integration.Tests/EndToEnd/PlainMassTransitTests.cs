using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;
using Resile.Integration.Tests.Servers;

namespace Resile.Integration.Tests.EndToEnd;

/// <summary>A service that uses MassTransit alone reads what is sent here, and sends what is handled here.</summary>
public sealed class PlainMassTransitTests : IAsyncDisposable
{
    private readonly Uri _broker = TestServers.RabbitMq;
    private readonly string _name = "greetings" + Guid.NewGuid().ToString("N")[..8];
    private IBusControl? _bus;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Message_goes_both_ways_under_its_identity()
    {
        var received = new TaskCompletionSource<(Guid? Id, Guid? Conversation, Greeted Greeted)>();
        var bus = _bus = Bus.Factory.CreateUsingRabbitMq(configurator =>
        {
            configurator.Host(_broker);
            configurator.ReceiveEndpoint(_name, endpoint => endpoint.Handler<Greeted>(context =>
            {
                received.TrySetResult((context.MessageId, context.ConversationId, context.Message));
                return Task.CompletedTask;
            }));
        });
        await bus.StartAsync(Cancellation);
        await using var store = await NoteStore.CreateAsync(isPostgreSql: false);
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddResile(resile => store.Use(resile.Messaging.Configure(options => options.ServiceName = _name))
            .UseRabbitMq(_broker).AddGreetingsSender().AddGreetingsHandler<GreetingBook>());
        using var host = builder.Build();
        await host.StartAsync(Cancellation);

        await host.Services.GetRequiredService<IGreetings>().GreetedAsync(new Greeted(1, "grüße", 2.50m), Cancellation);
        var (id, conversation, greeted) = await received.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        await bus.Publish(new Greeted(2, "grüße", 2.50m), Cancellation);
        await Eventually.TrueAsync(async () => (await store.NotesAsync()).Count == 2);

        Assert.Equal(new Greeted(1, "grüße", 2.50m), greeted);
        Assert.Equal(7, id!.Value.Version);
        Assert.Equal(id, conversation);
        Assert.Equal([1, 2], await store.NotesAsync());
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Messages_within_another_type_go_both_ways_and_take_effect_in_the_publishers_order_within_each_key()
    {
        var received = new TaskCompletionSource<Parcels.Moved>();
        var bus = _bus = Bus.Factory.CreateUsingRabbitMq(configurator =>
        {
            configurator.Host(_broker);
            configurator.ReceiveEndpoint(_name, endpoint => endpoint.Handler<Parcels.Moved>(context =>
            {
                received.TrySetResult(context.Message);
                return Task.CompletedTask;
            }));
        });
        await bus.StartAsync(Cancellation);
        await using var store = await NoteStore.CreateAsync(isPostgreSql: true);
        await store.RunAsync("create table moves (place bigserial, parcel text not null, number integer not null)");
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddResile(resile => store.Use(resile.Messaging.Configure(options => options.ServiceName = _name))
            .UseRabbitMq(_broker).AddParcelEventsSender().AddParcelEventsHandler<ParcelBook>(static options =>
            {
                options.ImmediateRetries = 0;
                options.RedeliveryDelays = [TimeSpan.FromMilliseconds(50)];
            }));
        using var host = builder.Build();
        await host.StartAsync(Cancellation);

        await host.Services.GetRequiredService<IParcelEvents>().MovedAsync(new Parcels.Moved("own", 1), Cancellation);
        Assert.Equal(new Parcels.Moved("own", 1), await received.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation));
        string[] parcels = ["a", "b", "c", "d", "e"];
        for (var number = 1; number <= 40; number++)
        {
            foreach (var parcel in parcels)
            {
                await bus.Publish(new Parcels.Moved(parcel, number), Cancellation);
            }
        }

        await Eventually.TrueAsync(async () => (await store.NumbersAsync("moves")).Count == 201);
        foreach (var parcel in parcels)
        {
            Assert.Equal(Enumerable.Range(1, 40), await store.ReadAsync($"select number from moves where parcel = '{parcel}' order by place"));
        }

        await host.StopAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        // Its threads would keep the process alive.
        await (_bus?.StopAsync() ?? Task.CompletedTask);
        await using var connection = await new ConnectionFactory { Uri = _broker }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        foreach (var name in (string[])[_name, $"{_name}-greetings-greeting-book", $"{_name}-parcel-events-parcel-book"])
        {
            await channel.QueueDeleteAsync(name);
            await channel.ExchangeDeleteAsync(name);
        }

        await channel.ExchangeDeleteAsync("Resile.Integration.Tests.EndToEnd:Greeted");
        await channel.ExchangeDeleteAsync("Resile.Integration.Tests.EndToEnd:Parcels-Moved");
    }
}
