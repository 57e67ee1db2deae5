using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Refit;

namespace Resile.LoadBalancing.Tests.Clients;

/// <summary>A client of Refit, balanced over real servers.</summary>
public sealed class RefitTests
{
    public interface IProducts
    {
        [Refit.Get("/products/{id}")]
        Task<Item> GetAsync(int id, CancellationToken cancellationToken);

        [Refit.Post("/products")]
        Task<Item> AddAsync([Refit.Body] Item item, CancellationToken cancellationToken);

        [Refit.Get("/missing")]
        Task<Item> MissingAsync(CancellationToken cancellationToken);
    }

    public sealed record Item(int Id, string Name);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Client_of_Refit_is_balanced_and_does_not_notice_that_a_server_dies()
    {
        var calls = new int[3];
        await using var servers = await ReplicaSet.StartAsync(3, HttpProtocols.Http1, (server, number) =>
        {
            server.MapGet("/products/{id:int}", (int id) =>
            {
                Interlocked.Increment(ref calls[number]);
                return new Item(id, $"from {number}");
            });
            server.MapPost("/products", (Item item) => item);
        });
        await using var services = Services(servers);
        var products = RestService.For<IProducts>(services.GetRequiredService<IHttpClientFactory>().CreateClient("products"));

        for (var call = 0; call < 30; call++)
        {
            Assert.Equal(call, (await products.GetAsync(call, Cancellation)).Id);
        }

        Assert.All(calls, static count => Assert.Equal(10, count));
        await servers.KillAsync(1);
        for (var call = 0; call < 30; call++)
        {
            await products.GetAsync(call, Cancellation);
            await products.AddAsync(new Item(call, "new"), Cancellation);
        }

        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await Assert.ThrowsAsync<ApiException>(() => products.MissingAsync(Cancellation))).StatusCode);
        var snapshot = services.GetRequiredService<IBalancedClients>().Snapshot().Single();
        Assert.Equal(("products", 2, 0), (snapshot.Contract, snapshot.EndpointsInRotation, snapshot.InFlight));
    }

    private static ServiceProvider Services(ReplicaSet servers)
    {
        var services = new ServiceCollection();
        services.AddHttpClient("products", static client => client.BaseAddress = new Uri("http://products")).AddResileLoadBalancing("products", options =>
        {
            options.Policy = LoadBalancingPolicies.RoundRobin;
            options.Deadline = options.ConnectTimeout = TimeSpan.FromMinutes(1);
            foreach (var address in servers.Addresses)
            {
                options.AddEndpoint(address);
            }
        });
        return services.BuildServiceProvider();
    }
}
