using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Tests.Catalogs;
using Resile.LoadBalancing.Tests.Configuration;
using Resile.LoadBalancing.Tests.Tcp;
using Resile.LoadBalancing.Tests.Wire;

namespace Resile.LoadBalancing.Tests.Endpoints;

/// <summary>Probes over real sockets.</summary>
public sealed class ProbeWireTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Path_that_is_answered_with_an_error_takes_its_endpoint_out_until_it_is_well_again()
    {
        var (status, path) = (StatusCodes.Status503ServiceUnavailable, "");
        await using var sick = await HealthServerAsync(context =>
        {
            path = context.Request.Path + context.Request.QueryString.Value;
            return Volatile.Read(ref status);
        });
        await using var sound = await HealthServerAsync(static _ => StatusCodes.Status204NoContent);
        await using var client = CatalogClient.Create(configuration: new SettableConfiguration(
            ("Resile:Clients:Catalog:Endpoints:0:Address", sick.Urls.First()), ("Resile:Clients:Catalog:Endpoints:1:Address", sound.Urls.First() + "/base"),
            ("Resile:Clients:Catalog:Probe:Enabled", "true"), ("Resile:Clients:Catalog:Probe:Interval", "200ms"), ("Resile:Clients:Catalog:Probe:Timeout", "200ms"),
            ("Resile:Clients:Catalog:Probe:FailuresBeforeOut", "3"), ("Resile:Clients:Catalog:Probe:Path", "/ready?deep=1")).Root);

        await Eventually.HoldsAsync(() => client.Snapshot.Endpoints[0].State == EndpointState.Ejected);
        Assert.Contains("because its probe GET /ready?deep=1 was answered with 503", client.Snapshot.Explain());
        Assert.Equal("/ready?deep=1", path);

        Volatile.Write(ref status, StatusCodes.Status200OK);
        await Eventually.HoldsAsync(() => client.Snapshot.EndpointsInRotation == 2);
        Assert.Equal(0, client.Snapshot.Endpoints.Sum(static endpoint => endpoint.Picks));
    }

    [Fact]
    public async Task Probe_speaks_the_version_of_HTTP_and_carries_the_token_that_calls_do()
    {
        var authorization = "";
        await using var server = await HealthServerAsync(context =>
        {
            authorization = context.Request.Headers.Authorization;
            return authorization == "Bearer t1" ? StatusCodes.Status204NoContent : StatusCodes.Status401Unauthorized;
        }, HttpProtocols.Http2);
        var token = "t0";
        await using var client = ClientOf(server, options =>
        {
            (options.Http.Version, options.Http.VersionPolicy) = (new(2, 0), HttpVersionPolicy.RequestVersionExact);
            options.UseBearerToken((_, _) => new(Volatile.Read(ref token)));
        });

        await Eventually.HoldsAsync(() => client.Snapshot.Explain().Contains("GET /healthz was answered with 401", StringComparison.Ordinal));
        Volatile.Write(ref token, "t1");
        await Eventually.HoldsAsync(() => !client.Snapshot.Explain().Contains("answered with 401", StringComparison.Ordinal));
        Assert.Equal("Bearer t1", authorization);
    }

    [Fact]
    public async Task Endpoints_are_not_blamed_for_a_token_that_cannot_be_had()
    {
        var asked = 0;
        await using var server = await HealthServerAsync(static _ => StatusCodes.Status500InternalServerError);
        await using var client = ClientOf(server, options => options.UseBearerToken((_, _) =>
            Interlocked.Increment(ref asked) % 2 == 0 ? new("not a token") : throw new IOException("The token service is down.")));

        await Eventually.HoldsAsync(() => Volatile.Read(ref asked) > 6);

        Assert.DoesNotContain("probe", client.Snapshot.Explain());
        Assert.Equal(EndpointState.InRotation, client.Snapshot.Endpoints[0].State);
    }

    [Fact]
    public async Task Ping_frame_finds_a_server_that_died_and_one_that_came_back()
    {
        await using var first = await TcpPricesServer.StartAsync();
        await using var second = await TcpPricesServer.StartAsync();
        await using var services = TcpPricesServer.ClientOf(static options =>
        {
            options.Probe.Enabled = true;
            options.Probe.Interval = TimeSpan.FromMilliseconds(200);
            options.Probe.Timeout = TimeSpan.FromMilliseconds(200);
            options.Probe.FailuresBeforeOut = 3;
        }, first.Address, second.Address);
        var clients = services.GetRequiredService<IBalancedClients>();
        await Eventually.HoldsAsync(() => clients.Snapshot()[0].EndpointsInRotation == 2 && first.Snapshot.Connections == 1);

        await first.KillAsync();
        await Eventually.HoldsAsync(() => clients.Snapshot()[0].Endpoints[0].State == EndpointState.Ejected);
        Assert.Contains("because its probe failed: ", clients.Snapshot()[0].Explain());

        await using var again = await TcpPricesServer.StartAsync(port: first.EndPoint.Port);
        await Eventually.HoldsAsync(() => clients.Snapshot()[0].EndpointsInRotation == 2);
        Assert.Equal(0, again.Prices.Calls);
        Assert.Equal("x", await services.GetRequiredService<IPrices>().EchoAsync("x", Cancellation));
    }

    private static CatalogClient ClientOf(WebApplication server, Action<LoadBalancedOptions> configure)
    {
        var client = CatalogClient.Create(options =>
        {
            options.AddEndpoint(server.Urls.First());
            options.Probe.Enabled = true;
            options.Probe.Interval = options.Probe.Timeout = TimeSpan.FromMilliseconds(200);
            configure(options);
        });
        _ = client.Catalog;
        return client;
    }

    private static async Task<WebApplication> HealthServerAsync(Func<HttpContext, int> status, HttpProtocols protocols = HttpProtocols.Http1)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = protocols));
        var application = builder.Build();
        application.Urls.Add("http://127.0.0.1:0");
        application.Run(context =>
        {
            context.Response.StatusCode = status(context);
            return Task.CompletedTask;
        });
        await application.StartAsync(Cancellation);
        return application;
    }
}
