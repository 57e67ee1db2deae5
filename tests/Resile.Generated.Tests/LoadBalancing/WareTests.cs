using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Resile.Generated.Tests.Contracts.LoadBalancing;

namespace Resile.Generated.Tests.LoadBalancing;

/// <summary>Runs a contract that closes a generic one, with overloads and members that have bodies, over a real socket.</summary>
public sealed class WareTests
{
    [Fact]
    public async Task Members_of_a_closed_generic_contract_travel_and_those_with_bodies_call_them()
    {
        var token = TestContext.Current.CancellationToken;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IWares, Wares>();
        await using var server = builder.Build();
        server.Urls.Add("http://127.0.0.1:0");
        server.MapWares();
        await server.StartAsync(token);
        await using var services = new ServiceCollection()
            .AddResile(resile => resile.Clients.AddWares(client => client.AddEndpoint(server.Urls.First()).Deadline = TimeSpan.FromMinutes(1)))
            .BuildServiceProvider();
        var client = services.GetRequiredService<IWares>();
        var key = Guid.NewGuid();

        Assert.False(await client.HasAsync(key, token));
        Assert.Equal(HttpStatusCode.Created, (await client.PutAsync(key, new Ware("cup"), token)).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await client.PutAsync(key, new Ware("cup"), token)).Status);
        Assert.True(await client.HasAsync(key, token));
        Assert.Equal(new Ware("cup"), await client.GetAsync(key, token));
        Assert.Equal(new Ware("cup"), await client.GetAsync("cup", token));
        Assert.Equal(1, await client.CountAsync(token));
    }

    private sealed class Wares : IWares
    {
        private readonly Dictionary<Guid, Ware> _all = [];

        public Task<Ware?> GetAsync(string name, CancellationToken cancellationToken = default) => Task.FromResult(_all.Values.FirstOrDefault(ware => ware.Name == name));

        public Task<Ware?> GetAsync(Guid key, CancellationToken cancellationToken = default) => Task.FromResult(_all.GetValueOrDefault(key));

        public IAsyncEnumerable<Ware> AllAsync(CancellationToken cancellationToken = default) => _all.Values.ToAsyncEnumerable();

        public Task<Reply> PutAsync(Guid key, Ware value, CancellationToken cancellationToken = default)
        {
            var isNew = _all.TryAdd(key, value);
            return Task.FromResult(new Reply(isNew ? HttpStatusCode.Created : HttpStatusCode.NoContent));
        }
    }
}
