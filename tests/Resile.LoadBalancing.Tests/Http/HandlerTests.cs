using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Serialization;
using Resile.LoadBalancing.Tests.Catalogs;

namespace Resile.LoadBalancing.Tests.Http;

/// <summary>What programs put into the way of calls.</summary>
public sealed partial class HandlerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Handlers_are_made_for_each_endpoint_and_every_attempt_passes_through_them_in_order()
    {
        var seen = new ConcurrentQueue<string>();
        var made = 0;
        await using var client = CatalogClient.Over(
            new ScriptedHandler(static request => request.RequestUri!.Host == "replica1" ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) : ScriptedHandler.Json(ScriptedHandler.Chai)),
            configure: options =>
            {
                options.AddHandler(_ => new NotingHandler("outer", seen, ++made));
                options.AddHandler(_ => new NotingHandler("inner", seen, ++made));
            });

        await client.Catalog.GetProductAsync(1, Cancellation);

        Assert.Equal(["outer replica1", "inner replica1", "outer replica2", "inner replica2"], seen);
        Assert.Equal(4, made);
    }

    [Fact]
    public async Task Context_of_the_serializer_is_used_where_it_knows_a_type()
    {
        LoadBalancedOptions? set = null;
        await using var client = CatalogClient.Over(new ScriptedHandler(static _ => ScriptedHandler.Json(ScriptedHandler.Chai)), configure: options =>
        {
            options.Json.TypeInfoResolverChain.Insert(0, CatalogJson.Default);
            set = options;
        });

        Assert.Equal("Chai", (await client.Catalog.AddProductAsync(new Product(1, "Chai", 18m), Cancellation)).Name);
        Assert.IsType<CatalogJson>(set!.Json.GetTypeInfo(typeof(Product)).OriginatingResolver);
    }

    private sealed class NotingHandler(string name, ConcurrentQueue<string> seen, int number) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Assert.True(number > 0);
            seen.Enqueue($"{name} {request.RequestUri!.Host}");
            return base.SendAsync(request, cancellationToken);
        }
    }

    [JsonSerializable(typeof(Product))]
    private sealed partial class CatalogJson : JsonSerializerContext;
}
