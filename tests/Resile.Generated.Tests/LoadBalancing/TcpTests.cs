using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Resile.Generated.Tests.Contracts.LoadBalancing;
using Resile.LoadBalancing.Tcp;

namespace Resile.Generated.Tests.LoadBalancing;

/// <summary>Runs the client and the skeleton that the generator wrote for TCP against each other, over a real socket.</summary>
public sealed class TcpTests : IAsyncLifetime
{
    private readonly Prices _prices = new();
    private IHost? _server;
    private ServiceProvider? _client;

    private IPrices Client => _client!.GetRequiredService<IPrices>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<IPrices>(_prices);
        builder.Services.AddSingleton<IRefusedPrices>(_prices);
        builder.Services.AddResile(static resile => resile.Servers.AddPrices().AddRefusedPrices());
        _server = builder.Build();
        await _server.StartAsync(Token);
        var servers = _server.Services.GetRequiredService<ITcpServers>().Snapshot();
        _client = new ServiceCollection()
            .AddResile(resile =>
            {
                resile.Clients.AddPrices(client => client.AddEndpoint($"tcp://{servers[0].EndPoint}").ConnectTimeout = TimeSpan.FromMinutes(1));
                resile.Clients.AddRefusedPrices(client => client.AddEndpoint($"tcp://{servers[1].EndPoint}").ConnectTimeout = TimeSpan.FromMinutes(1));
            })
            .BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        await _client!.DisposeAsync();
        await _server!.StopAsync(CancellationToken.None);
        _server.Dispose();
    }

    [Fact]
    public async Task Every_shape_reaches_the_implementation()
    {
        Assert.Equal(51.3m, await Client.TotalAsync(19m, 3, 0.1m, Token));
        Assert.Equal(7m, await Client.TotalAsync([new(1m, 3, 0), new(2m, 2, 0)], Token));
        await Client.ForgetAsync();
        Assert.True(_prices.HasForgotten);
    }

    [Fact]
    public async Task Arguments_and_replies_that_may_be_null_are()
    {
        Assert.Null(await Client.FindAsync(null, null, null, Token));
        Assert.Equal(new PricedLine(4m, 5, 2m), await Client.FindAsync("four", 5, [DayOfWeek.Friday, DayOfWeek.Sunday], Token));
    }

    [Fact]
    public async Task Refused_member_says_why_when_it_is_called_and_its_neighbour_works()
    {
        var refused = _client!.GetRequiredService<IRefusedPrices>();

        Assert.Equal(8, await refused.GetAsync(4, Token));
        Assert.StartsWith("RSL1040: ", (await Assert.ThrowsAsync<NotSupportedException>(() => refused.VerbAsync(1))).Message);
        Assert.StartsWith("RSL1040: ", (await Assert.ThrowsAsync<NotSupportedException>(() => refused.PlaceAsync(""))).Message);
    }

    private sealed class Prices : IPrices, IRefusedPrices
    {
        public bool HasForgotten { get; private set; }

        public Task<decimal> TotalAsync(decimal unitPrice, int quantity, decimal discount, CancellationToken cancellationToken = default) =>
            Task.FromResult(unitPrice * quantity * (1 - discount));

        public ValueTask<decimal> TotalAsync(IReadOnlyList<PricedLine> lines, CancellationToken cancellationToken = default) =>
            new(lines.Sum(static line => line.UnitPrice * line.Quantity));

        public Task<PricedLine?> FindAsync(string? request, int? call, IReadOnlyList<DayOfWeek>? days, CancellationToken cancellationToken = default) =>
            Task.FromResult(request is null ? null : new PricedLine(request.Length, call ?? 0, days?.Count ?? 0));

        public ValueTask ForgetAsync()
        {
            HasForgotten = true;
            return default;
        }

        public Task<int> GetAsync(int id, CancellationToken cancellationToken = default) => Task.FromResult(2 * id);

        public Task<int> VerbAsync(int id) => throw new InvalidOperationException();

        public Task<int> PlaceAsync(string tenant) => throw new InvalidOperationException();
    }
}
