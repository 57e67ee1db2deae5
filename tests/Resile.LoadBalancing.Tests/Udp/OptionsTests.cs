using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Resile.LoadBalancing.Tests.Configuration;
using Resile.LoadBalancing.Tests.Wire;
using Resile.LoadBalancing.Udp;

namespace Resile.LoadBalancing.Tests.Udp;

/// <summary>What is refused when a program starts, and what changes while it runs. No secret stands in a message.</summary>
public sealed class OptionsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Address", "0.0.0.0", "'Resile:Servers:Prices:Address' = '0.0.0.0' is beyond the loopback, and there are no Keys.")]
    [InlineData("Address", "nowhere", "'Resile:Servers:Prices:Address' = 'nowhere' is no IP address")]
    [InlineData("Keys:1", "c2hvcnQ=", "'Resile:Servers:Prices:Keys:1' is no base64 of at least 16 bytes")]
    [InlineData("Keys:256", UdpPricesServer.Key, "'Resile:Servers:Prices:Keys' = '256' must be 1 to 255")]
    [InlineData("Keys:first", UdpPricesServer.Key, "'Resile:Servers:Prices:Keys' = '0' must be 1 to 255")]
    [InlineData("Key", UdpPricesServer.Key, "'Resile:Servers:Prices:Key': there is no such setting")]
    [InlineData("MaxSessions", "0", "'Resile:Servers:Prices:MaxSessions' = '0' must be at least 1")]
    [InlineData("MaxKeptBytes", "100", "'Resile:Servers:Prices:MaxKeptBytes' = '100' must be at least 1200")]
    [InlineData("IdleTimeout", "0s", "'Resile:Servers:Prices:IdleTimeout'")]
    public async Task Server_that_cannot_work_does_not_start(string key, string value, string complaint)
    {
        await using var services = Server((key, value)).BuildServiceProvider();

        var exception = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptionsMonitor<UdpServerOptions>>().Get("Prices"));

        Assert.Contains(complaint, exception.Message);
        Assert.DoesNotContain(UdpPricesServer.Key, exception.Message);
        Assert.DoesNotContain("c2hvcnQ=", exception.Message);
    }

    [Theory]
    [InlineData("Address", "0.0.0.0", "AllowUnprotected", "true")]
    [InlineData("Address", "0.0.0.0", "Keys:7", UdpPricesServer.Key)]
    public async Task Server_beyond_the_loopback_has_keys_or_says_that_it_needs_none(string key, string value, string other, string otherValue)
    {
        await using var services = Server((key, value), (other, otherValue)).BuildServiceProvider();

        Assert.Equal("0.0.0.0", services.GetRequiredService<IOptionsMonitor<UdpServerOptions>>().Get("Prices").Address);
    }

    [Theory]
    [InlineData("Endpoints:1:Address", "udp://10.0.0.1:7000", "'Resile:Clients:Prices:Udp:Key' is missing, and 'udp://10.0.0.1:7000' is beyond the loopback.")]
    [InlineData("Endpoints:1:Address", "tcp://10.0.0.1:7000", "is no address. Write scheme, host and port, as in udp://10.0.0.7:8080")]
    [InlineData("Udp:Key", "c2hvcnQ=", "'Resile:Clients:Prices:Udp:Key' is no base64 of at least 16 bytes")]
    [InlineData("Udp:KeyId", "0", "'Resile:Clients:Prices:Udp:KeyId' = '0' must be 1 to 255")]
    [InlineData("Udp:MaxInFlight", "10000", "'Resile:Clients:Prices:Udp:MaxInFlight' = '10000' must be 1 to 8192")]
    public async Task Client_that_cannot_work_does_not_start(string key, string value, string complaint)
    {
        await using var services = Client(new SettableConfiguration(("Resile:Clients:Prices:Endpoints:0:Address", "udp://127.0.0.1:7000"), ("Resile:Clients:Prices:" + key, value)));

        var exception = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptionsMonitor<LoadBalancedOptions>>().Get("Prices"));

        Assert.Contains(complaint, exception.Message);
        Assert.DoesNotContain("c2hvcnQ=", exception.Message);
    }

    [Fact]
    public async Task Key_is_changed_while_calls_are_made_and_none_is_lost()
    {
        await using var server = await UdpPricesServer.StartAsync(static options => options.Keys[2] = UdpPricesServer.OtherKey);
        (string, string?)[] Settings(string id, string key) =>
        [
            ("Resile:Clients:Prices:Endpoints:0:Address", server.Address), ("Resile:Clients:Prices:Udp:KeyId", id), ("Resile:Clients:Prices:Udp:Key", key),
        ];
        var configuration = new SettableConfiguration(Settings("1", UdpPricesServer.Key));
        await using var services = Client(configuration);
        var prices = services.GetRequiredService<IPrices>();
        var released = new TaskCompletionSource<string?>();
        server.Prices.Echo = (_, _) => released.Task;
        var running = prices.EchoAsync("old key", Token);
        await Eventually.HoldsAsync(() => server.Snapshot.InFlight == 1);

        configuration.Change(Settings("2", UdpPricesServer.OtherKey));
        Assert.Equal(4m, await prices.TotalAsync(2m, 2, Token));
        released.SetResult("old key");

        Assert.Equal("old key", await running);
        Assert.Equal(2, server.Snapshot.Sessions);
    }

    [Fact]
    public async Task Wrong_key_and_other_contract_are_told_in_the_exception()
    {
        await using var server = await UdpPricesServer.StartAsync(static options => options.Keys[2] = UdpPricesServer.OtherKey);
        await using var wrong = UdpPricesServer.ClientOf(static options => options.Udp.Key = UdpPricesServer.OtherKey, server.Address);
        await using var unknown = UdpPricesServer.ClientOf(static options => options.Udp.KeyId = 3, server.Address);
        await using var none = UdpPricesServer.ClientOf(static options => options.Udp.Key = null, server.Address);

        Assert.Contains("the server refuses the session with 401: The client's key 1 is not the server's", await MessageOf(wrong));
        Assert.Contains("The server has no key 3.", await MessageOf(unknown));
        Assert.Contains("A key is needed here.", await MessageOf(none));

        await using var other = await UdpPricesServer.StartAsync(skeleton: new("Prices", [.. PricesSkeleton.Table.Operations.Skip(1)]));
        await using var client = UdpPricesServer.ClientOf(other.Address);
        Assert.Contains("The server does not offer 'TotalAsync(decimal,int)->decimal' in this shape; build both sides from the same contract", await MessageOf(client));
    }

    private static async Task<string> MessageOf(IServiceProvider services)
    {
        var exception = await Assert.ThrowsAsync<EndpointUnreachableException>(() => services.GetRequiredService<IPrices>().EchoAsync("x", Token));
        Assert.False(exception.MayHaveBeenSent);
        return exception.Message;
    }

    private static ServiceCollection Server(params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create("Resile:Servers:Prices:" + setting.Key, (string?)setting.Value))).Build());
        new ServersBuilder(services).AddUdp(PricesSkeleton.Table);
        return services;
    }

    private static ServiceProvider Client(SettableConfiguration configuration)
    {
        var services = new ServiceCollection().AddSingleton<IConfiguration>(new ConfigurationBuilder().Add(configuration).Build());
        new ClientsBuilder(services).Add<IPrices>(PricesBalanced.Udp, static (UdpChannel channel) => new PricesBalanced(channel));
        return services.BuildServiceProvider();
    }
}
