using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Resile.Benchmarks.Reporting;
using Resile.LoadBalancing.Tcp;

namespace Resile.Benchmarks.LoadBalancing;

/// <summary>What calls over TCP cost beside calls over HTTP/1.1, both generated, both over the loopback, 64 in flight.</summary>
internal static class TcpFigures
{
    private const int Iterations = 6_400;
    private const int InFlight = 64;

    /// <summary>Measures them.</summary>
    public static async Task MeasureAsync(RatioReport report)
    {
        await using var server = await StartServerAsync();
        using var canned = new CannedServer();
        var tcpAddress = $"tcp://{server.Services.GetRequiredService<ITcpServers>().Snapshot()[0].EndPoint}";
        await using var services = ClientsOf(server.Urls.First(), tcpAddress);
        await using var lean = ClientsOf(server.Urls.First(), canned.Address);
        var (http, tcp, alone) = (services.GetRequiredService<ICatalog>(), services.GetRequiredService<ITcpCatalog>(), lean.GetRequiredService<ITcpCatalog>());

        var measured = await SideBySide.MeasureAsync(
            Iterations,
            new Contender("HTTP/1.1 call, client and Kestrel, 64 in flight", count => AtOnceAsync(count, call => http.GetProductAsync(call))),
            new Contender("TCP call, client and server, 64 in flight", count => AtOnceAsync(count, call => tcp.GetProductAsync(call))),
            new Contender("TCP call, the client alone, 64 in flight", count => AtOnceAsync(count, call => alone.GetProductAsync(call))));

        report.Details(measured);
        report.AtLeast("loadbalancing.tcp-call/http-call", measured[0].Nanoseconds / measured[1].Nanoseconds, 3);
        report.AtMost("loadbalancing.tcp-call-client-bytes", measured[2].Bytes, 0);
    }

    private static async Task<WebApplication> StartServerAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<ICatalog, OneProduct>().AddSingleton<ITcpCatalog, OneProduct>();
        builder.Services.ConfigureHttpJsonOptions(static json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ProductJson.Default));
        builder.Services.AddResile(static resile => resile.Servers.AddTcpCatalog(static server =>
            server.Json.TypeInfoResolverChain.Insert(0, ProductJson.Default)));
        var server = builder.Build();
        server.Urls.Add("http://127.0.0.1:0");
        server.MapCatalog();
        await server.StartAsync();
        return server;
    }

    private static ServiceProvider ClientsOf(string http, string tcp) => new ServiceCollection()
        .AddResile(resile =>
        {
            resile.Clients.AddCatalog(client => client.AddEndpoint(http).Json.TypeInfoResolverChain.Insert(0, ProductJson.Default));
            resile.Clients.AddTcpCatalog(client => client.AddEndpoint(tcp).Json.TypeInfoResolverChain.Insert(0, ProductJson.Default));
        })
        .BuildServiceProvider();

    private static async ValueTask AtOnceAsync(int count, Func<int, Task<Product>> call)
    {
        var callers = new Task[InFlight];
        for (var caller = 0; caller < InFlight; caller++)
        {
            callers[caller] = CallAsync(count / InFlight, call);
        }

        await Task.WhenAll(callers);
    }

    private static async Task CallAsync(int count, Func<int, Task<Product>> call)
    {
        for (var number = 0; number < count; number++)
        {
            _ = await call(number);
        }
    }
}
