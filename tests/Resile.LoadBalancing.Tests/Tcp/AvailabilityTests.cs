using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Resile.LoadBalancing.Tests.Tcp;

/// <summary>What a client does when the component behind a server is down.</summary>
public sealed class AvailabilityTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_of_a_component_that_is_down_is_not_begun_and_goes_elsewhere_whatever_it_does()
    {
        await using var down = await PricesServer.StartAsync();
        await using var up = await PricesServer.StartAsync();
        down.Prices.Echo = static (_, _) => throw new Down("Prices");
        await using var services = PricesServer.ClientOf(down.Address, up.Address);
        var prices = services.GetRequiredService<IPrices>();

        for (var call = 0; call < 4; call++)
        {
            Assert.Equal("x", await prices.EchoAsync("x", Token));
        }

        Assert.NotEqual(0, down.Prices.Calls);

        // Another component may have been called after something was done.
        up.Prices.Echo = down.Prices.Echo = static (_, _) => throw new Down("Stock");
        var exception = await Assert.ThrowsAsync<ErrorStatusException>(() => prices.EchoAsync("x", Token));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, 1), (exception.StatusCode, exception.Attempts));
    }

    private sealed class Down(string component) : ResileException("The component is down.")
    {
        public override string? NotBegunIn => component;
    }
}
