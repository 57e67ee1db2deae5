using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Resile.LoadBalancing.Http;

namespace Resile.LoadBalancing.Tests.Catalogs;

/// <summary>A client of the catalog, in a container of its own.</summary>
internal sealed class CatalogClient : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private CatalogClient(ServiceProvider services) => _services = services;

    public ICatalog Catalog => _services.GetRequiredService<ICatalog>();

    public IServiceProvider Services => _services;

    public HttpChannel Channel => _services.GetRequiredService<BalancedClients>().ChannelOf(CatalogBalanced.Contract);

    public ClientSnapshot Snapshot => _services.GetRequiredService<IBalancedClients>().Snapshot().Single();

    /// <summary>Makes a client whose every endpoint is the same handler.</summary>
    public static CatalogClient Over(
        HttpMessageHandler handler, int endpoints = 2, TimeProvider? timeProvider = null, Action<LoadBalancedOptions>? configure = null,
        Action<ClientsBuilder>? extend = null) =>
        Create(options =>
        {
            foreach (var number in Enumerable.Range(1, endpoints))
            {
                options.AddEndpoint(string.Create(CultureInfo.InvariantCulture, $"http://replica{number}"));
            }

            options.Policy = LoadBalancingPolicies.RoundRobin;
            options.UsePrimaryHandler(_ => handler);
            configure?.Invoke(options);
        }, timeProvider: timeProvider, extend: extend);

    /// <summary>Makes a client of real servers, which take turns, with time for a machine that is busy.</summary>
    public static CatalogClient To(params string[] addresses) =>
        Create(options =>
        {
            Array.ForEach(addresses, address => options.AddEndpoint(address));
            options.Policy = LoadBalancingPolicies.RoundRobin;
            options.Deadline = options.ConnectTimeout = TimeSpan.FromMinutes(1);
            options.Operations["SearchAsync"] = new OperationOptions { Deadline = options.Deadline };
        });

    public static CatalogClient Create(
        Action<LoadBalancedOptions>? configure = null, IConfiguration? configuration = null, TimeProvider? timeProvider = null,
        Action<ClientsBuilder>? extend = null)
    {
        var services = new ServiceCollection();
        if (configuration is not null)
        {
            services.AddSingleton(configuration);
        }

        if (timeProvider is not null)
        {
            services.AddSingleton(timeProvider);
        }

        var clients = new ClientsBuilder(services);
        extend?.Invoke(clients);
        clients.Add<ICatalog>(CatalogBalanced.Contract, static channel => new CatalogBalanced(channel), configure);
        return new CatalogClient(services.BuildServiceProvider());
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
