using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Resile.Benchmarks.LoadBalancing.Peers;

/// <summary>The same call over gRPC: Grpc.Net.Client, and Kestrel over HTTP/2 without TLS.</summary>
internal sealed class GrpcPeer : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly GrpcChannel _channel;
    private readonly CallInvoker _calls;

    private GrpcPeer(WebApplication server)
    {
        _server = server;
        _channel = GrpcChannel.ForAddress(server.Urls.First());
        _calls = _channel.CreateCallInvoker();
    }

    /// <summary>Starts the server.</summary>
    public static async Task<GrpcPeer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.ConfigureEndpointDefaults(static listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton<GrpcCatalog>();
        var server = builder.Build();
        server.Urls.Add("http://127.0.0.1:0");
        server.MapGrpcService<GrpcCatalog>();
        await server.StartAsync();
        return new GrpcPeer(server);
    }

    /// <summary>Makes a call.</summary>
    public async ValueTask<Product> GetProductAsync(int id)
    {
        using var call = _calls.AsyncUnaryCall(GrpcCatalogService.GetProductMethod, null, default, [id]);
        return await call;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _server.DisposeAsync();
    }
}
