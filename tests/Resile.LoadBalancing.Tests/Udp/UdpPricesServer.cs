using Microsoft.Extensions.DependencyInjection;
using Resile.LoadBalancing.Hosting;
using Resile.LoadBalancing.Tests.Wire;
using Resile.LoadBalancing.Udp;

namespace Resile.LoadBalancing.Tests.Udp;

/// <summary>Serves the prices by datagrams.</summary>
internal sealed class UdpPricesServer(IServiceCollection services) : PricesServer(services)
{
    public const string Key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    public const string OtherKey = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";

    public UdpServerSnapshot Snapshot => Services.GetRequiredService<IUdpServers>().Snapshot().Single();

    public override string Address => $"udp://127.0.0.1:{EndPoint.Port}";

    public override int InFlight => Snapshot.InFlight;

    public static async Task<UdpPricesServer> StartAsync(
        Action<UdpServerOptions>? configure = null, int port = 0, ServiceSkeleton<IPrices>? skeleton = null, bool isSealed = true,
        TimeProvider? timeProvider = null)
    {
        var services = new ServiceCollection().AddSingleton(timeProvider ?? TimeProvider.System);
        new ServersBuilder(services).AddUdp(skeleton ?? PricesSkeleton.Table, options =>
        {
            options.Port = port;
            options.DrainTimeout = TimeSpan.FromMinutes(1);
            if (isSealed)
            {
                options.Keys[1] = Key;
            }

            configure?.Invoke(options);
        });
        var server = new UdpPricesServer(services);
        await server.StartAsync(() => server.Snapshot.EndPoint);
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

        new ClientsBuilder(services).Add<IPrices>(PricesBalanced.Udp, static (UdpChannel channel) => new PricesBalanced(channel), options =>
        {
            options.Deadline = options.ConnectTimeout = TimeSpan.FromMinutes(1);
            options.Udp.Key = Key;
            Array.ForEach(addresses, address => options.AddEndpoint(address));
            configure(options);
        });
        return services.BuildServiceProvider();
    }

    /// <summary>Without a word.</summary>
    public override Task KillAsync() => Services.DisposeAsync().AsTask();
}
