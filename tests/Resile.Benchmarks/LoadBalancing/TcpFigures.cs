using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Resile.Benchmarks.LoadBalancing.Peers;
using Resile.Benchmarks.Reporting;
using Resile.LoadBalancing.Tcp;
using Resile.LoadBalancing.Udp;
using Resile.LoadBalancing.Wire;

namespace Resile.Benchmarks.LoadBalancing;

/// <summary>What calls over TCP cost beside the same calls over HTTP/1.1 and over gRPC, beside bare pipelines, and beside sealed datagrams; all over the loopback, 64 in flight.</summary>
internal static class TcpFigures
{
    private const int Iterations = 6_400;
    private const int InFlight = 64;
    private const string Key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    // A request and its reply have about as many bytes.
    private const int EchoedBytes = FrameHeader.Size + 26;

    /// <summary>Measures them.</summary>
    public static async Task MeasureAsync(RatioReport report)
    {
        await using var server = await StartServerAsync();
        using var canned = new CannedServer();
        await using var grpc = await GrpcPeer.StartAsync();
        using var bare = new PipelinesPeer(EchoedBytes);
        var tcpAddress = $"tcp://{server.Services.GetRequiredService<ITcpServers>().Snapshot()[0].EndPoint}";
        var udpAddress = $"udp://{server.Services.GetRequiredService<IUdpServers>().Snapshot()[0].EndPoint}";
        await using var services = ClientsOf(server.Urls.First(), tcpAddress, udpAddress);
        await using var lean = ClientsOf(server.Urls.First(), canned.Address, udpAddress);
        var (http, tcp, alone) = (services.GetRequiredService<ICatalog>(), services.GetRequiredService<ITcpCatalog>(), lean.GetRequiredService<ITcpCatalog>());
        var udp = services.GetRequiredService<IUdpCatalog>();

        var measured = await SideBySide.MeasureAsync(
            Iterations,
            new Contender("HTTP/1.1 call, client and Kestrel", count => AtOnceAsync(count, call => new ValueTask<Product>(http.GetProductAsync(call)))),
            new Contender("gRPC call, Grpc.Net.Client and Kestrel", count => AtOnceAsync(count, grpc.GetProductAsync)),
            new Contender("TCP call, client and server", count => AtOnceAsync(count, call => new ValueTask<Product>(tcp.GetProductAsync(call)))),
            new Contender("bare pipelines, client and echo", count => AtOnceAsync(count, _ => bare.CallAsync())),
            new Contender("TCP call that returns a ValueTask<int>, the client alone", count => AtOnceAsync(count, call => alone.CountAsync(call))),
            new Contender("UDP call, sealed, client and server", count => AtOnceAsync(count, call => new ValueTask<Product>(udp.GetProductAsync(call)))));

        report.Details(measured);
        report.AtLeast("loadbalancing.tcp-call/http-call", measured[0].Nanoseconds / measured[2].Nanoseconds, 3);
        report.AtLeast("loadbalancing.tcp-call/grpc-call", measured[1].Nanoseconds / measured[2].Nanoseconds, 2);
        report.AtLeast("loadbalancing.tcp-call/bare-pipelines-echo", measured[3].Nanoseconds / measured[2].Nanoseconds, 0.6);
        report.AtMost("loadbalancing.tcp-call-client-bytes", measured[4].Bytes, 0);
        report.Note($"calls a second: UDP, sealed: {PerSecond(measured[5])}; TCP, in the clear: {PerSecond(measured[2])}");
    }

    private static string PerSecond(Measurement measurement) => (1e9 / measurement.Nanoseconds).ToString("N0", CultureInfo.InvariantCulture);

    private static async Task<WebApplication> StartServerAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<ICatalog, OneProduct>().AddSingleton<ITcpCatalog, OneProduct>().AddSingleton<IUdpCatalog, OneProduct>();
        builder.Services.ConfigureHttpJsonOptions(static json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ProductJson.Default));
        builder.Services.AddResile(static resile => resile.Servers
            .AddTcpCatalog(static server => server.Json.TypeInfoResolverChain.Insert(0, ProductJson.Default))
            .AddUdpCatalog(static server =>
            {
                server.Keys[1] = Key;
                server.Json.TypeInfoResolverChain.Insert(0, ProductJson.Default);
            }));
        var server = builder.Build();
        server.Urls.Add("http://127.0.0.1:0");
        server.MapCatalog();
        await server.StartAsync();
        return server;
    }

    private static ServiceProvider ClientsOf(string http, string tcp, string udp) => new ServiceCollection()
        .AddResile(resile =>
        {
            resile.Clients.AddCatalog(client => client.AddEndpoint(http).Json.TypeInfoResolverChain.Insert(0, ProductJson.Default));
            resile.Clients.AddTcpCatalog(client => client.AddEndpoint(tcp).Json.TypeInfoResolverChain.Insert(0, ProductJson.Default));
            resile.Clients.AddUdpCatalog(client =>
            {
                client.Udp.Key = Key;
                client.AddEndpoint(udp).Json.TypeInfoResolverChain.Insert(0, ProductJson.Default);
            });
        })
        .BuildServiceProvider();

    private static async ValueTask AtOnceAsync<T>(int count, Func<int, ValueTask<T>> call)
    {
        var callers = new Task[InFlight];
        for (var caller = 0; caller < InFlight; caller++)
        {
            callers[caller] = CallAsync(count / InFlight, call);
        }

        await Task.WhenAll(callers);
    }

    private static async Task CallAsync<T>(int count, Func<int, ValueTask<T>> call)
    {
        for (var number = 0; number < count; number++)
        {
            _ = await call(number);
        }
    }
}
