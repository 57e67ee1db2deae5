using Microsoft.Extensions.DependencyInjection;
using Resile.LoadBalancing.Hosting;
using Resile.LoadBalancing.Tcp;
using Resile.LoadBalancing.Tests.Wire;

namespace Resile.LoadBalancing.Tests.Tcp;

/// <summary>Serves the prices over TCP.</summary>
internal sealed class TcpPricesServer(IServiceCollection services) : PricesServer(services)
{
    public TcpServerSnapshot Snapshot => Services.GetRequiredService<ITcpServers>().Snapshot().Single();

    public override string Address => $"tcp://127.0.0.1:{EndPoint.Port}";

    public override int InFlight => Snapshot.InFlight;

    public static async Task<TcpPricesServer> StartAsync(
        Action<TcpServerOptions>? configure = null, int port = 0, ServiceSkeleton<IPrices>? skeleton = null)
    {
        var services = new ServiceCollection();
        new ServersBuilder(services).Add(skeleton ?? PricesSkeleton.Table, options =>
        {
            options.Port = port;
            options.HandshakeTimeout = options.FrameTimeout = options.DrainTimeout = TimeSpan.FromMinutes(1);
            configure?.Invoke(options);
        });
        var server = new TcpPricesServer(services);
        await server.StartAsync(() => server.Snapshot.EndPoint);
        return server;
    }

    /// <summary>Makes a client of servers.</summary>
    public static ServiceProvider ClientOf(string address, params string[] others) => ClientOf(static _ => { }, [address, .. others]);

    /// <summary>Makes a client of servers.</summary>
    public static ServiceProvider ClientOf(Action<LoadBalancedOptions> configure, params string[] addresses)
    {
        var services = new ServiceCollection();
        new ClientsBuilder(services).Add<IPrices>(PricesBalanced.Tcp, static (TcpChannel channel) => new PricesBalanced(channel), options =>
        {
            options.Deadline = options.ConnectTimeout = TimeSpan.FromMinutes(1);
            Array.ForEach(addresses, address => options.AddEndpoint(address));
            configure(options);
        });
        return services.BuildServiceProvider();
    }
}
