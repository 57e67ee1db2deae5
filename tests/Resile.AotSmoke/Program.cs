// Calls over HTTP and TCP, and a component that is restarted, in a program that was compiled ahead of time. Exits with 0 if all went well.
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Resile.AotSmoke;
using Resile.LoadBalancing.Tcp;
using Resile.Recovery;

using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
await using var server = BuildServer();
await server.StartAsync(limit.Token);
var pricing = server.Services.GetRequiredService<ITcpServers>().Snapshot().Single().EndPoint!;
using var client = BuildClient(server.Urls.First(), $"tcp://{pricing}");
await client.StartAsync(limit.Token);

var catalog = client.Services.GetRequiredService<ICatalog>();
var product = await catalog.AddProductAsync(await catalog.GetProductAsync(41, limit.Token), limit.Token);
Console.WriteLine($"http: {product.Name} {product.Id}");
await AskAsync();
var supervision = server.Services.GetRequiredService<ISupervision>();
while (supervision.Snapshot().Restarts == 0)
{
    await Task.Delay(10, limit.Token);
}

await AskAsync();
Console.WriteLine($"restarts: {supervision.Snapshot().Restarts}");
await client.StopAsync(limit.Token);
await server.StopAsync(limit.Token);

async Task AskAsync()
{
    try
    {
        Console.WriteLine($"tcp: {await client.Services.GetRequiredService<IPricing>().PriceAsync(2, limit.Token)}");
    }
    catch (Exception exception) when (exception is not OperationCanceledException)
    {
        Console.WriteLine($"tcp: {exception.Message}");
    }
}

static WebApplication BuildServer()
{
    var builder = WebApplication.CreateSlimBuilder();
    builder.Logging.ClearProviders();
    builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, Payloads.Default));
    builder.Services.AddScoped<ICatalog, Catalog>().AddResile(resile =>
    {
        resile.Components.AddPricing<Pricing>();
        resile.Servers.AddPricing(server => server.Json.TypeInfoResolverChain.Insert(0, Payloads.Default));
    });
    var app = builder.Build();
    app.Urls.Add("http://127.0.0.1:0");
    app.MapCatalog();
    return app;
}

static IHost BuildClient(string catalog, string pricing)
{
    var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
    builder.Services.AddResile(resile =>
    {
        resile.Clients.AddCatalog(client =>
        {
            client.Json.TypeInfoResolverChain.Insert(0, Payloads.Default);
            client.AddEndpoint(catalog);
        });
        resile.Clients.AddPricing(client =>
        {
            client.Json.TypeInfoResolverChain.Insert(0, Payloads.Default);
            client.AddEndpoint(pricing);
        });
    });
    return builder.Build();
}
