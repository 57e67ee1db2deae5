using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Resile.LoadBalancing.Policies;
using Resile.LoadBalancing.Tests.Wire;
using Resile.LoadBalancing.Udp;

namespace Resile.LoadBalancing.Tests.Udp;

/// <summary>Calls over real sockets.</summary>
public sealed class UdpCallTests : CallTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Calls_of_every_shape_are_answered(bool isSealed)
    {
        await using var server = await UdpPricesServer.StartAsync(isSealed: isSealed);
        await using var services = UdpPricesServer.ClientOf(options => options.Udp.Key = isSealed ? UdpPricesServer.Key : null, server.Address);
        var prices = services.GetRequiredService<IPrices>();

        Assert.Equal(55.5m, await prices.TotalAsync(18.5m, 3, Token));
        Assert.Equal("más \"tea\" & more", await prices.EchoAsync("más \"tea\" & more", Token));
        Assert.Null(await prices.EchoAsync(null, Token));
        await prices.ForgetAsync(Token);
        Assert.Empty(server.Snapshot.Refusals);
    }

    [Fact]
    public async Task Endpoint_may_be_named_by_a_host()
    {
        await using var server = await UdpPricesServer.StartAsync();
        await using var services = UdpPricesServer.ClientOf($"udp://localhost:{server.EndPoint.Port}");

        Assert.Equal(4m, await services.GetRequiredService<IPrices>().TotalAsync(2m, 2, Token));
    }

    [Fact]
    public async Task Many_calls_share_one_session_and_get_their_own_answers()
    {
        await using var server = await UdpPricesServer.StartAsync(static options => options.MaxConcurrentCalls = 10_000);
        await using var services = UdpPricesServer.ClientOf(static options => options.Udp.MaxInFlight = 8_000, server.Address);
        var prices = services.GetRequiredService<IPrices>();

        var answers = await Task.WhenAll(Enumerable.Range(1, 2_000).Select(number => prices.EchoAsync($"{number}", Token)));

        Assert.Equal(1, server.Snapshot.Sessions);
        Assert.Equal(Enumerable.Range(1, 2_000).Select(static number => $"{number}"), answers);
        Assert.Equal(2_000, server.Snapshot.Calls);
    }

    [Fact]
    public async Task Largest_payload_travels_and_a_larger_one_is_refused_by_name_before_it_is_sent()
    {
        await using var server = await UdpPricesServer.StartAsync();
        await using var services = UdpPricesServer.ClientOf(server.Address);
        var prices = services.GetRequiredService<IPrices>();

        // The arguments are ["..."].
        var largest = new string('x', Datagram.MaxPayload - 4);
        Assert.Equal(largest, await prices.EchoAsync(largest, Token));
        var exception = await Assert.ThrowsAsync<DatagramTooLargeException>(() => prices.EchoAsync(largest + "x", Token));

        Assert.Equal(Datagram.MaxPayload + 1, exception.Length);
        Assert.Contains("Prices.EchoAsync: the arguments take 1141 bytes as JSON, and a datagram carries 1140. Nothing was sent.", exception.Message);
        Assert.Equal(1, server.Prices.Calls);
    }

    [Fact]
    public async Task Reply_that_does_not_fit_is_an_error_that_says_so_and_blames_no_endpoint()
    {
        await using var server = await UdpPricesServer.StartAsync();
        server.Prices.Echo = static (_, _) => Task.FromResult<string?>(new string('x', Datagram.MaxPayload));
        await using var services = UdpPricesServer.ClientOf(server.Address);

        var exception = await Assert.ThrowsAsync<ErrorStatusException>(() => services.GetRequiredService<IPrices>().EchoAsync("", Token));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, exception.StatusCode);
        Assert.Contains("The reply has 1142 bytes, and a datagram carries 1140.", exception.Body);
        Assert.Equal(0, services.GetRequiredService<IBalancedClients>().Snapshot()[0].Endpoints[0].Failures);
    }

    [Fact]
    public async Task Call_that_takes_long_is_waited_for_as_long_as_the_server_says_that_it_runs()
    {
        await using var server = await UdpPricesServer.StartAsync();
        var released = new TaskCompletionSource();
        server.Prices.Echo = async (text, _) =>
        {
            await released.Task;
            return text;
        };
        await using var services = UdpPricesServer.ClientOf(server.Address);
        var prices = services.GetRequiredService<IPrices>();
        await prices.ForgetAsync(Token);

        var call = prices.EchoAsync("slow", Token);

        // More often than a call is sent again without a sign of life.
        await Eventually.HoldsAsync(() => server.Snapshot.Repeated > UdpSession.MostRepetitions + 1);
        Assert.False(call.IsCompleted);
        released.SetResult();
        Assert.Equal("slow", await call);
        Assert.Equal(2, server.Prices.Calls);
    }

    [Fact]
    public async Task Replies_carry_the_load_of_the_server_to_the_policy()
    {
        await using var server = await UdpPricesServer.StartAsync();
        var outcomes = new List<CallOutcome>();
        var collection = new ServiceCollection();
        new ClientsBuilder(collection).AddPolicy("Noting", _ => new NotingBalancer(outcomes))
            .Add<IPrices>(PricesBalanced.Udp, static (UdpChannel channel) => new PricesBalanced(channel), options =>
            {
                options.Policy = "Noting";
                options.Udp.Key = UdpPricesServer.Key;
                options.AddEndpoint(server.Address);
            });
        await using var services = collection.BuildServiceProvider();

        await services.GetRequiredService<IPrices>().EchoAsync("x", Token);

        Assert.Equal(0, outcomes.Single().ServerInFlight);
        Assert.True(outcomes.Single().ServerLatency > TimeSpan.Zero);
    }

    private protected override async Task<PricesServer> StartAsync(int maxConcurrentCalls = 1_024) =>
        await UdpPricesServer.StartAsync(options => options.MaxConcurrentCalls = maxConcurrentCalls);

    private protected override ServiceProvider ClientOf(Action<LoadBalancedOptions> configure, params string[] addresses) =>
        UdpPricesServer.ClientOf(configure, addresses);

    private sealed class NotingBalancer(List<CallOutcome> outcomes) : LoadBalancer
    {
        public override LoadBalancing.Endpoints.Endpoint? Pick(LoadBalancing.Endpoints.EndpointSet endpoints, in PickContext context) =>
            endpoints.InRotation is [var first, ..] ? first : null;

        public override void OnCompleted(LoadBalancing.Endpoints.Endpoint endpoint, in CallOutcome outcome) => outcomes.Add(outcome);
    }
}
