using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Resile.Recovery.Supervision;

namespace Resile.Benchmarks.Recovery.Availability;

/// <summary>The hosts of a shop: without supervision, and with the same detection of what is wrong and one rung of the ladder each.</summary>
internal static class ShopHosts
{
    // Short, and the same for all rungs: what is compared is what follows the detection.
    private static readonly TimeSpan Detection = TimeSpan.FromMilliseconds(100);

    /// <summary>Builds one that nobody supervises.</summary>
    public static IHost Unsupervised(ShopPort port)
    {
        var builder = Create(port);
        builder.Services.AddSingleton<IShop, Shop>();
        builder.Services.AddHostedService<ShopServer>();
        return builder.Build();
    }

    /// <summary>Builds one that restarts its component.</summary>
    public static IHost RestartingComponent(ShopPort port) => Supervised(port, 1_000, null);

    /// <summary>Builds one that restarts the system at the first failure.</summary>
    /// <param name="port">Where it serves.</param>
    /// <param name="system">What that means; null ends the process with exit code 75.</param>
    public static IHost RestartingSystem(ShopPort port, ISystemRecovery? system = null) => Supervised(port, 0, system);

    private static IHost Supervised(ShopPort port, int restarts, ISystemRecovery? system)
    {
        var builder = Create(port);
        if (system is not null)
        {
            builder.Services.AddSingleton(system);
        }

        builder.Services.AddResile(resile => resile.Components
            .Under("shop", service => service.MaxRestarts = 0)
            .AddShop<Shop>(options =>
            {
                (options.HangAfter, options.ProbeInterval, options.ProbeTimeout, options.ProbeFailures) = (Detection, Detection, Detection, 1);
                (options.MaxRestarts, options.ZombieLimit) = (restarts, 1_000);

                // Faults come faster than in life, and would find pauses that have grown.
                (options.ShortestPause, options.LongestPause) = (TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1));
            }));
        builder.Services.AddHostedService<ShopServer>();
        return builder.Build();
    }

    private static HostApplicationBuilder Create(ShopPort port)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.Services.AddSingleton(port);
        return builder;
    }
}
