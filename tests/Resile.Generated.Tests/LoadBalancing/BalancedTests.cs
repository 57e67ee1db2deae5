using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Resile.Generated.Tests.Contracts.LoadBalancing;
using Resile.LoadBalancing;

namespace Resile.Generated.Tests.LoadBalancing;

/// <summary>Runs the client and the skeleton that the generator wrote against each other, over a real socket.</summary>
public sealed class BalancedTests : IAsyncLifetime
{
    // The contract's own deadlines are too short for a machine that is busy with other tests.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private WebApplication? _server;
    private ServiceProvider? _client;

    private IShop Client => _client!.GetRequiredService<IShop>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IShop, Shop>();
        _server = builder.Build();
        _server.Urls.Add("http://127.0.0.1:0");
        _server.MapShop();
        await _server.StartAsync(Token);
        _client = new ServiceCollection()
            .AddResile(resile =>
            {
                resile.Clients.AddShop(client =>
                {
                    client.AddEndpoint(_server.Urls.First()).ConnectTimeout = Patience;
                    foreach (var method in typeof(IShop).GetMethods())
                    {
                        client.Operations[method.Name] = new OperationOptions { Deadline = Patience };
                    }
                });
                resile.Clients.AddRefusedShop(client => client.AddEndpoint(_server.Urls.First()));
            })
            .BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        await _client!.DisposeAsync();
        await _server!.DisposeAsync();
    }

    [Fact]
    public async Task Every_verb_reaches_the_implementation()
    {
        await Client.AddAsync(new Item(7, "Chang", 19m), Token);
        await Client.AddOnceAsync(new Item(8, "Ikura", 31m), Token);
        await Client.ReplaceAsync(7, new Item(7, "Chang", 20m, Season.Summer), Token);
        await Client.ChangePriceAsync(8, 31.5m, Token);
        await Client.RemoveAsync(1, Token);

        Assert.Equal(new Item(7, "Chang", 20m, Season.Summer), await Client.GetAsync(7, Token));
        Assert.Equal(31.5m, (await Client.GetAsync(8, Token)).Price);
        Assert.Equal(HttpStatusCode.NotFound, (await Assert.ThrowsAsync<ErrorStatusException>(() => Client.GetAsync(1, Token))).StatusCode);
    }

    [Fact]
    public async Task Arguments_of_every_kind_arrive_as_they_were_sent()
    {
        var since = new DateTime(2026, 11, 24, 15, 45, 0, DateTimeKind.Utc);

        var all = await Client.SearchAsync("tea & \"más\"/%2F", [Season.Summer, Season.Winter], since, "acme", Token);
        var none = await Client.SearchAsync(null, [], null, null, Token);

        Assert.Equal($"tea & \"más\"/%2F|Summer+Winter|{since:O}|acme", Assert.Single(all).Name);
        Assert.Equal("-|||-", Assert.Single(none).Name);
    }

    [Fact]
    public async Task Reply_that_may_be_null_is_null_where_there_is_none()
    {
        Assert.Equal(2, (await Client.FindAsync("Scarf/long & warm", Token))?.Id);
        Assert.Null(await Client.FindAsync("nothing", Token));
    }

    [Fact]
    public async Task Refused_member_says_why_when_it_is_called()
    {
        var shop = _client!.GetRequiredService<IRefusedShop>();

        Assert.StartsWith("RSL1001: ", (await Assert.ThrowsAsync<NotSupportedException>(shop.VerblessAsync)).Message);
        Assert.StartsWith("RSL1002: ", (await Assert.ThrowsAsync<NotSupportedException>(() => shop.BadRouteAsync(1))).Message);
        Assert.StartsWith("RSL1003: ", (await Assert.ThrowsAsync<NotSupportedException>(() => shop.UnboundAsync(1))).Message);
        Assert.StartsWith("RSL1004: ", (await Assert.ThrowsAsync<NotSupportedException>(() => shop.TwoBodiesAsync("", ""))).Message);
        Assert.StartsWith("RSL1005: ", (await Assert.ThrowsAsync<NotSupportedException>(() => shop.NoTextAsync(Stream.Null))).Message);
        Assert.StartsWith("RSL1006: ", (await Assert.ThrowsAsync<NotSupportedException>(() => shop.TwinAsync(1))).Message);
    }
}
