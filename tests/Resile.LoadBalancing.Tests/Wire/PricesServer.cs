using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Resile.LoadBalancing.Tests.Wire;

/// <summary>Serves the prices on a free port of the loopback.</summary>
internal abstract class PricesServer : IAsyncDisposable
{
    protected PricesServer(IServiceCollection services) => Services = services.AddSingleton<IPrices>(Prices).BuildServiceProvider();

    public ScriptedPrices Prices { get; } = new();

    public IPEndPoint EndPoint { get; private set; } = null!;

    public abstract string Address { get; }

    /// <summary>Gets how many calls it is working on.</summary>
    public abstract int InFlight { get; }

    protected ServiceProvider Services { get; }

    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        foreach (var hosted in Services.GetServices<IHostedService>())
        {
            await hosted.StopAsync(cancellationToken);
        }
    }

    /// <summary>Ends it as a process ends that is killed.</summary>
    public virtual Task KillAsync() => StopAsync(new CancellationToken(canceled: true));

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await Services.DisposeAsync();
    }

    protected async Task StartAsync(Func<IPEndPoint?> endPoint)
    {
        foreach (var hosted in Services.GetServices<IHostedService>())
        {
            await hosted.StartAsync(CancellationToken.None);
        }

        EndPoint = endPoint()!;
    }
}
