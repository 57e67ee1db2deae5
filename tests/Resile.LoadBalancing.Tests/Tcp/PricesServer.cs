using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Resile.LoadBalancing.Hosting;
using Resile.LoadBalancing.Tcp;

namespace Resile.LoadBalancing.Tests.Tcp;

/// <summary>Serves the prices on a free port of the loopback.</summary>
internal sealed class PricesServer : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private PricesServer(ServiceProvider services, ScriptedPrices prices)
    {
        _services = services;
        Prices = prices;
    }

    public ScriptedPrices Prices { get; }

    public TcpServerSnapshot Snapshot => _services.GetRequiredService<ITcpServers>().Snapshot().Single();

    public IPEndPoint EndPoint { get; private set; } = null!;

    public string Address => $"tcp://127.0.0.1:{EndPoint.Port}";

    public static async Task<PricesServer> StartAsync(
        Action<TcpServerOptions>? configure = null, int port = 0, ServiceSkeleton<IPrices>? skeleton = null)
    {
        var prices = new ScriptedPrices();
        var services = new ServiceCollection().AddSingleton<IPrices>(prices);
        new ServersBuilder(services).Add(skeleton ?? PricesSkeleton.Table, options =>
        {
            options.Port = port;
            options.HandshakeTimeout = options.FrameTimeout = TimeSpan.FromMinutes(1);
            configure?.Invoke(options);
        });
        var server = new PricesServer(services.BuildServiceProvider(), prices);
        foreach (var hosted in server._services.GetServices<IHostedService>())
        {
            await hosted.StartAsync(CancellationToken.None);
        }

        server.EndPoint = server.Snapshot.EndPoint!;
        return server;
    }

    /// <summary>Makes a client of servers.</summary>
    public static ServiceProvider ClientOf(string address, params string[] others) => ClientOf(static _ => { }, [address, .. others]);

    /// <summary>Makes a client of servers.</summary>
    public static ServiceProvider ClientOf(Action<LoadBalancedOptions> configure, params string[] addresses)
    {
        var services = new ServiceCollection();
        new ClientsBuilder(services).Add<IPrices>(PricesBalanced.Contract, static (TcpChannel channel) => new PricesBalanced(channel), options =>
        {
            options.Deadline = options.ConnectTimeout = TimeSpan.FromMinutes(1);
            Array.ForEach(addresses, address => options.AddEndpoint(address));
            configure(options);
        });
        return services.BuildServiceProvider();
    }

    /// <summary>Waits until something is so, at most for a while.</summary>
    public static async Task UntilAsync(Func<bool> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), limit.Token);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        foreach (var hosted in _services.GetServices<IHostedService>())
        {
            await hosted.StopAsync(cancellationToken);
        }
    }

    /// <summary>Ends it as a process ends that is killed.</summary>
    public Task KillAsync() => StopAsync(new CancellationToken(canceled: true));

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await _services.DisposeAsync();
    }
}
