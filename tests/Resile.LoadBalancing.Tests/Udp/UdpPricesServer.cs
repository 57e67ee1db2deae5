using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Resile.LoadBalancing.Hosting;
using Resile.LoadBalancing.Tests.Tcp;
using Resile.LoadBalancing.Udp;

namespace Resile.LoadBalancing.Tests.Udp;

/// <summary>Serves the prices by datagrams on a free port of the loopback.</summary>
internal sealed class UdpPricesServer : IAsyncDisposable
{
    public const string Key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    public const string OtherKey = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";

    private readonly ServiceProvider _services;

    private UdpPricesServer(ServiceProvider services, ScriptedPrices prices)
    {
        _services = services;
        Prices = prices;
    }

    public ScriptedPrices Prices { get; }

    public UdpServerSnapshot Snapshot => _services.GetRequiredService<IUdpServers>().Snapshot().Single();

    public IPEndPoint EndPoint { get; private set; } = null!;

    public string Address => $"udp://127.0.0.1:{EndPoint.Port}";

    public static async Task<UdpPricesServer> StartAsync(
        Action<UdpServerOptions>? configure = null, int port = 0, ServiceSkeleton<IPrices>? skeleton = null, bool isSealed = true,
        TimeProvider? timeProvider = null)
    {
        var prices = new ScriptedPrices();
        var services = new ServiceCollection().AddSingleton<IPrices>(prices).AddSingleton(timeProvider ?? TimeProvider.System);
        new ServersBuilder(services).AddUdp(skeleton ?? PricesSkeleton.Table, options =>
        {
            options.Port = port;
            if (isSealed)
            {
                options.Keys[1] = Key;
            }

            configure?.Invoke(options);
        });
        var server = new UdpPricesServer(services.BuildServiceProvider(), prices);
        foreach (var hosted in server._services.GetServices<IHostedService>())
        {
            await hosted.StartAsync(CancellationToken.None);
        }

        server.EndPoint = server.Snapshot.EndPoint!;
        return server;
    }

    /// <summary>Makes a client of servers.</summary>
    public static ServiceProvider ClientOf(params string[] addresses) => ClientOf(static _ => { }, addresses);

    /// <summary>Makes a client of servers.</summary>
    public static ServiceProvider ClientOf(Action<LoadBalancedOptions> configure, params string[] addresses) => ClientOf(configure, null, addresses);

    /// <summary>Makes a client of servers.</summary>
    public static ServiceProvider ClientOf(Action<LoadBalancedOptions> configure, TimeProvider? timeProvider, params string[] addresses)
    {
        var services = new ServiceCollection();
        if (timeProvider is not null)
        {
            services.AddSingleton(timeProvider);
        }

        new ClientsBuilder(services).Add<IPrices>(UdpPrices.Contract, static (UdpChannel channel) => new UdpPrices(channel), options =>
        {
            options.Deadline = options.ConnectTimeout = TimeSpan.FromMinutes(1);
            options.Udp.Key = Key;
            Array.ForEach(addresses, address => options.AddEndpoint(address));
            configure(options);
        });
        return services.BuildServiceProvider();
    }

    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        foreach (var hosted in _services.GetServices<IHostedService>())
        {
            await hosted.StopAsync(cancellationToken);
        }
    }

    /// <summary>Ends it as a process ends that is killed: without a word.</summary>
    public ValueTask KillAsync() => _services.DisposeAsync();

    public ValueTask DisposeAsync() => KillAsync();
}
