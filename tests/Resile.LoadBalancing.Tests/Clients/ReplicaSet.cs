using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Resile.LoadBalancing.Tests.Clients;

/// <summary>Real servers on free ports of the loopback, that die when a test says so.</summary>
internal sealed class ReplicaSet : IAsyncDisposable
{
    private readonly List<WebApplication> _servers = [];

    public IReadOnlyList<string> Addresses => [.. _servers.Select(static server => server.Urls.First())];

    /// <summary>Starts servers; what each offers is mapped by its number.</summary>
    public static async Task<ReplicaSet> StartAsync(
        int count, HttpProtocols protocols, Action<WebApplication, int> map, Action<IServiceCollection>? services = null)
    {
        var set = new ReplicaSet();
        for (var number = 0; number < count; number++)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
            services?.Invoke(builder.Services);
            var server = builder.Build();
            map(server, number);
            set._servers.Add(server);
            await server.StartAsync();
        }

        return set;
    }

    /// <summary>Stops one of them at once.</summary>
    public Task KillAsync(int number) => _servers[number].StopAsync(new CancellationToken(canceled: true));

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.StopAsync(new CancellationToken(canceled: true));
            await server.DisposeAsync();
        }
    }
}
