using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Refit;

namespace Resile.Benchmarks.LoadBalancing.Peers;

/// <summary>The same call by Refit: alone, and with the resilience and the service discovery that a user would add to it.</summary>
internal static class RefitPeer
{
    private static readonly RefitSettings Settings = new(new SystemTextJsonContentSerializer(ProductJson.Default.Options));

    /// <summary>Makes the client alone.</summary>
    public static IRefitCatalog Alone() =>
        RestService.For<IRefitCatalog>(new HttpClient(new StubHandler()) { BaseAddress = new Uri("http://catalog") }, Settings);

    /// <summary>Makes services whose client retries, breaks circuits and finds three replicas.</summary>
    public static ServiceProvider WithResilienceAndDiscovery()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Services:catalog:http:0"] = "replica1:80",
            ["Services:catalog:http:1"] = "replica2:80",
            ["Services:catalog:http:2"] = "replica3:80",
        }).Build());
        services.AddServiceDiscovery();
        var client = services.AddHttpClient("catalog", static http => http.BaseAddress = new Uri("http://catalog"))
            .ConfigurePrimaryHttpMessageHandler(static () => new StubHandler());
        client.AddStandardResilienceHandler();
        client.AddServiceDiscovery();
        return services.BuildServiceProvider();
    }

    /// <summary>Makes the client of such services.</summary>
    public static IRefitCatalog Of(IServiceProvider services) =>
        RestService.For<IRefitCatalog>(services.GetRequiredService<IHttpClientFactory>().CreateClient("catalog"), Settings);
}
