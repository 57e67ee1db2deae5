using Microsoft.Extensions.DependencyInjection;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tests.Wire;

/// <summary>Calls that go to several endpoints, or to those of another service.</summary>
public abstract partial class CallTests
{
    private const string Echo = "EchoAsync(string?)->string?";

    [Fact]
    public async Task Broadcast_reaches_every_server_and_tells_which_does_not_answer()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        await using var services = ClientOf(static _ => { }, first.Address, second.Address);
        var channel = ((PricesBalanced)services.GetRequiredService<IPrices>()).Channel;
        var broadcast = new BalancedOperation("EchoAsync", Echo) { IsBroadcast = true };

        var all = await channel.GatherRepliesAsync<Tea, string>(broadcast, default, Token);
        await second.KillAsync();
        var left = await channel.GatherRepliesAsync<Tea, string>(broadcast, default, Token);
        var exception = await Assert.ThrowsAsync<QuorumNotReachedException>(() => channel.GatherAsync(broadcast, default(Tea), Token).AsTask());

        Assert.Equal(["tea", "tea"], all.Values);
        Assert.Equal(new Uri(second.Address), left.Failures.Single().Endpoint);
        Assert.Equal((2, 1), (exception.Needed, exception.Answered));
        Assert.Equal((3, 1), (first.Prices.Calls, second.Prices.Calls));
    }

    [Fact]
    public async Task Scatter_is_content_with_its_quorum_and_ends_the_other_calls()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        await using var slow = await StartAsync();
        var cancelled = new TaskCompletionSource();
        slow.Prices.Echo = async (text, token) =>
        {
            await Task.Delay(Timeout.Infinite, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancelled.SetResult();
            return text;
        };
        first.Prices.Echo = second.Prices.Echo = async (text, _) =>
        {
            await Eventually.HoldsAsync(() => slow.InFlight == 1);
            return text;
        };
        await using var services = ClientOf(static _ => { }, first.Address, slow.Address, second.Address);
        var channel = ((PricesBalanced)services.GetRequiredService<IPrices>()).Channel;

        var replies = await channel.GatherRepliesAsync<Tea, string>(new BalancedOperation("EchoAsync", Echo) { Quorum = 2 }, default, Token);

        Assert.Equal(["tea", "tea"], replies.Values);
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(60), Token);
        Assert.Equal((1, 1, 1), (first.Prices.Calls, second.Prices.Calls, slow.Prices.Calls));
    }

    [Fact]
    public async Task Canary_gets_its_share_and_what_fails_there_is_sent_again_to_the_old_version()
    {
        await using var old = await StartAsync();
        await using var fresh = await StartAsync();
        await using var services = ClientOf(
            options =>
            {
                (options.RandomSeed, options.Canary.Share) = (7, 0.3);
                options.Canary.Endpoints.Add(new() { Address = fresh.Address });
            }, old.Address);
        var prices = services.GetRequiredService<IPrices>();

        for (var call = 0; call < 100; call++)
        {
            Assert.Equal("x", await prices.EchoAsync("x", Token));
        }

        Assert.Equal(100, old.Prices.Calls + fresh.Prices.Calls);
        Assert.InRange(fresh.Prices.Calls, 15, 45);
        await fresh.KillAsync();
        for (var call = 0; call < 20; call++)
        {
            // Idempotent: of what was on the way to the new version when it died, nobody knows whether it was done.
            Assert.Equal(6m, await prices.TotalAsync(2m, 3, Token));
        }
    }

    [Fact]
    public async Task Shadow_gets_copies_of_what_is_idempotent_and_nobody_waits_for_it()
    {
        await using var server = await StartAsync();
        await using var shadow = await StartAsync();
        await using var services = ClientOf(
            options =>
            {
                options.Shadow.Share = 1;
                options.Shadow.Endpoints.Add(new() { Address = shadow.Address });
            }, server.Address);
        var prices = services.GetRequiredService<IPrices>();
        ShadowSnapshot Copies() => services.GetRequiredService<IBalancedClients>().Snapshot()[0].Shadow!;

        for (var call = 0; call < 10; call++)
        {
            Assert.Equal(6m, await prices.TotalAsync(2m, 3, Token));
            Assert.Equal("x", await prices.EchoAsync("x", Token));
        }

        await Eventually.HoldsAsync(() => Copies().Same == 10);
        Assert.Equal((20, 10, 0L), (server.Prices.Calls, shadow.Prices.Calls, Copies().Failed));
        await shadow.KillAsync();
        Assert.Equal(6m, await prices.TotalAsync(2m, 3, Token));
        await Eventually.HoldsAsync(() => Copies().Failed == 1);
    }

    private readonly struct Tea : IFrameCall
    {
        public void Write(ref FrameRequestWriter request) => request.Argument("tea");
    }
}
