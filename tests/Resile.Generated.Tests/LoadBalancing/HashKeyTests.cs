using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Resile.Generated.Tests.Contracts.LoadBalancing;

namespace Resile.Generated.Tests.LoadBalancing;

/// <summary>The keys of generated clients reach the policy.</summary>
public sealed class HashKeyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Equal_keys_go_to_one_endpoint_and_different_ones_to_all()
    {
        await using var services = new ServiceCollection()
            .AddResile(static resile => resile.Clients.AddCarts(static client =>
            {
                client.UsePrimaryHandler(static endpoint => new PortHandler(endpoint.Address.Port));
                foreach (var port in Enumerable.Range(1, 5))
                {
                    client.AddEndpoint($"http://localhost:{port}");
                }
            }))
            .BuildServiceProvider();
        var carts = services.GetRequiredService<ICarts>();
        var ofKeys = new List<int>();
        for (var key = 0; key < 100; key++)
        {
            ofKeys.Add(await carts.CountAsync($"tenant{key}", Token));
            Assert.Equal(ofKeys[key], await carts.CountAsync($"tenant{key}", Token));
        }

        Assert.Equal(5, ofKeys.Distinct().Count());
        Assert.Equal(await carts.FindAsync(7, Token), await carts.FindAsync(7, Token));
        Assert.Equal(await carts.OfDayAsync(DayOfWeek.Monday, null, Token), await carts.OfDayAsync(DayOfWeek.Monday, DayOfWeek.Friday, Token));
    }

    // Answers with the port that was called.
    private sealed class PortHandler(int port) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent($"{port}", null, "application/json") });
    }
}
