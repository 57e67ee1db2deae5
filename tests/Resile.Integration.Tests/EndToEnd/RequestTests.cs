using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;
using Resile.Integration.Tests.Servers;
using Resile.Messaging;
using Resile.Messaging.Protection;

namespace Resile.Integration.Tests.EndToEnd;

/// <summary>Requests over a real RabbitMQ: between our services, and with plain MassTransit on either side.</summary>
public sealed class RequestTests : IAsyncLifetime
{
    private const string QuoteTopic = "Resile.Integration.Tests.EndToEnd:Quote";
    private const string CountTopic = "Resile.Integration.Tests.EndToEnd:QuoteCount";

    private readonly Uri _broker = TestServers.RabbitMq;
    private readonly string _service = "quotes" + Guid.NewGuid().ToString("N")[..8];
    private readonly List<IHost> _hosts = [];
    private IBusControl? _bus;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, InlineData(false), InlineData(true)]
    public async Task Answer_comes_back_signed_and_encrypted_alike(bool isProtected)
    {
        await using var store = await NoteStore.CreateAsync(isPostgreSql: true);
        await using var callers = await NoteStore.CreateAsync(isPostgreSql: false);
        await StartAsync(store, _broker, isProtected, static messaging => messaging.AddQuotesHandler<QuoteDesk>());
        var quotes = Quotes(await StartAsync(callers, _broker, isProtected, static messaging => messaging.AddQuotesSender()));

        var answers = await Task.WhenAll(Enumerable.Range(1, 50).Select(number => quotes.QuoteAsync(new Quote("tea", number), Cancellation)));

        Assert.Equal(Enumerable.Range(1, 50).Select(static number => new Quoted("tea", number * 2.5m)), answers);
        Assert.Equal(3, await quotes.CountAsync(new QuoteCount("tea"), Cancellation));
        Assert.Equal(Enumerable.Range(1, 50), await store.NotesAsync());
    }

    [Fact]
    public async Task Handler_that_fails_is_a_fault_and_one_that_is_slow_a_timeout_and_a_late_answer_is_dropped()
    {
        await using var store = await NoteStore.CreateAsync(isPostgreSql: true);
        var host = await StartAsync(store, _broker, isProtected: false, static messaging => messaging
            .AddQuotesSender().AddQuotesHandler<QuoteDesk>(static options => options.HandlerTimeout = TimeSpan.FromSeconds(2)));
        var quotes = Quotes(host);

        var fault = await Assert.ThrowsAsync<Resile.Messaging.RequestFaultException>(() => quotes.QuoteAsync(new Quote("poison", 1), Cancellation));
        var impatient = host.Services.GetRequiredService<IOutbox>().For<IQuotes>(new SendOptions { ExpiresAfter = TimeSpan.FromSeconds(1) });
        await Assert.ThrowsAsync<Resile.Messaging.RequestTimeoutException>(() => impatient.QuoteAsync(new Quote("slow", 2), Cancellation));
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => quotes.QuoteAsync(new Quote("slow", 3), cancelled.Token));

        Assert.Equal(("System.InvalidOperationException", "We do not sell poison."), (fault.FaultType, fault.FaultMessage));
        await Eventually.TrueAsync(() => host.Services.GetRequiredService<Resile.Messaging.Diagnostics.MessagingMetrics>().LateReplies.Total == 2);
        Assert.Empty(await store.NotesAsync());
        Assert.Equal(new Quoted("tea", 5m), await quotes.QuoteAsync(new Quote("tea", 2), Cancellation));
        Assert.Equal(0, (await host.Services.GetRequiredService<IMessagingMonitor>().ReadAsync(Cancellation)).DeadLetters);
    }

    [Fact]
    public async Task Nobody_who_handles_it_and_a_broker_that_is_away_are_said_at_once_and_the_broker_s_return_mends_it()
    {
        await using var store = await NoteStore.CreateAsync(isPostgreSql: false);
        await using var proxy = TcpProxy.To(_broker, out var through);
        proxy.Open();
        var quotes = Quotes(await StartAsync(store, through, isProtected: false, static messaging => messaging.AddQuotesSender()));
        var unheard = await Assert.ThrowsAsync<DurableMessageException>(() => quotes.QuoteAsync(new Quote("tea", 1), Cancellation));
        Assert.StartsWith("Quotes.QuoteAsync was not sent: nobody handles it", unheard.Message, StringComparison.Ordinal);

        await StartAsync(store, _broker, isProtected: false, static messaging => messaging.AddQuotesHandler<QuoteDesk>());
        proxy.Cut();
        var watch = Stopwatch.StartNew();
        await Eventually.TrueAsync(async () =>
            (await Assert.ThrowsAnyAsync<DurableMessageException>(() => quotes.QuoteAsync(new Quote("tea", 1), Cancellation))).Message
                .Contains("is not connected", StringComparison.Ordinal));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{watch.Elapsed}");

        proxy.Open();
        await WaitForConnectionAsync(quotes);
        Assert.Equal(new Quoted("tea", 10m), await quotes.QuoteAsync(new Quote("tea", 4), Cancellation));
    }

    [Fact]
    public async Task Plain_MassTransit_client_asks_our_handler()
    {
        await using var store = await NoteStore.CreateAsync(isPostgreSql: false);
        await StartAsync(store, _broker, isProtected: false, static messaging => messaging.AddQuotesHandler<QuoteDesk>());
        var bus = await StartBusAsync(static _ => { });
        var client = bus.CreateRequestClient<Quote>(RequestTimeout.After(s: 10));

        var answer = await client.GetResponse<Quoted>(new Quote("tea", 3), Cancellation);
        var fault = await Assert.ThrowsAsync<MassTransit.RequestFaultException>(() => client.GetResponse<Quoted>(new Quote("poison", 1), Cancellation));

        Assert.Equal(new Quoted("tea", 7.5m), answer.Message);
        Assert.Equal(("System.InvalidOperationException", "We do not sell poison."),
            (fault.Fault!.Exceptions[0].ExceptionType, fault.Fault.Exceptions[0].Message));
        Assert.Equal([3], await store.NotesAsync());
    }

    [Fact]
    public async Task We_ask_a_plain_MassTransit_consumer()
    {
        await using var store = await NoteStore.CreateAsync(isPostgreSql: false);
        await StartBusAsync(bus => bus.ReceiveEndpoint(_service + "-plain", endpoint => endpoint.Handler<Quote>(context =>
            context.Message.Product == "poison" ? throw new InvalidOperationException("Not here.") : context.RespondAsync(new Quoted(context.Message.Product, 1m)))));
        var quotes = Quotes(await StartAsync(store, _broker, isProtected: false, static messaging => messaging.AddQuotesSender()));

        var answer = await quotes.QuoteAsync(new Quote("tea", 3), Cancellation);
        var fault = await Assert.ThrowsAsync<Resile.Messaging.RequestFaultException>(() => quotes.QuoteAsync(new Quote("poison", 3), Cancellation));

        Assert.Equal(new Quoted("tea", 1m), answer);
        Assert.Equal(("System.InvalidOperationException", "Not here."), (fault.FaultType, fault.FaultMessage));
    }

    public ValueTask InitializeAsync() => DeleteAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.StopAsync(CancellationToken.None);
            host.Dispose();
        }

        await (_bus?.StopAsync() ?? Task.CompletedTask);
        await DeleteAsync();
    }

    private static IQuotes Quotes(IHost host) => host.Services.GetRequiredService<IQuotes>();

    private static async Task WaitForConnectionAsync(IQuotes quotes) => await Eventually.TrueAsync(async () =>
    {
        try
        {
            return await quotes.CountAsync(new QuoteCount("tea"), Cancellation) == 3;
        }
        catch (DurableMessageException exception) when (exception.Message.Contains("was not sent", StringComparison.Ordinal))
        {
            return false;
        }
    });

    private async Task<IBusControl> StartBusAsync(Action<IRabbitMqBusFactoryConfigurator> configure)
    {
        _bus = Bus.Factory.CreateUsingRabbitMq(bus =>
        {
            bus.Host(_broker);
            configure(bus);
        });
        await _bus.StartAsync(Cancellation);
        return _bus;
    }

    private async Task<IHost> StartAsync(NoteStore store, Uri broker, bool isProtected, Func<MessagingBuilder, MessagingBuilder> add)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddResile(resile => add(store.Use(resile.Messaging.Configure(options => options.ServiceName = _service)).UseRabbitMq(broker)
            .Protect(protection =>
            {
                protection.Keys["now"] = Convert.ToBase64String(new byte[32]);
                protection.EncryptMessages = isProtected;
                protection.Signing = isProtected ? MessageSigning.Require : MessageSigning.None;
            })));
        var host = builder.Build();
        _hosts.Add(host);
        await host.StartAsync(Cancellation);
        await Eventually.TrueAsync(async () => (await host.Services.GetRequiredService<IMessagingMonitor>().ReadAsync(Cancellation)).TransportAvailable);
        return host;
    }

    // A queue that another test left at a topic would take what nobody here answers.
    private async ValueTask DeleteAsync()
    {
        await using var connection = await new ConnectionFactory { Uri = _broker }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        foreach (var queue in (string[])[$"{_service}-quotes-quote-desk", _service + "-plain"])
        {
            await channel.QueueDeleteAsync(queue);
            await channel.ExchangeDeleteAsync(queue);
        }

        await channel.ExchangeDeleteAsync(QuoteTopic);
        await channel.ExchangeDeleteAsync(CountTopic);
    }
}
