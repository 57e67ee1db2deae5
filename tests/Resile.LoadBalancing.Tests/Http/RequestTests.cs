using Resile.LoadBalancing.Tests.Catalogs;

namespace Resile.LoadBalancing.Tests.Http;

/// <summary>What goes out: verbs, routes, queries, headers and bodies.</summary>
public sealed class RequestTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Route_value_is_escaped_and_cannot_leave_its_segment()
    {
        var (_, uri, _, _) = await SendAsync(static catalog => catalog.FindProductAsync("a/b?c=d&e#f %2F ü", Cancellation));

        Assert.Equal("http://replica1/products/named/a%2Fb%3Fc%3Dd%26e%23f%20%252F%20%C3%BC", uri);
    }

    [Theory, InlineData(""), InlineData("."), InlineData(".."), InlineData(null)]
    public async Task Route_value_that_would_name_another_path_is_refused(string? name)
    {
        var handler = new ScriptedHandler(static _ => ScriptedHandler.Json(ScriptedHandler.Chai));
        await using var client = CatalogClient.Over(handler);

        var exception = await Assert.ThrowsAsync<ArgumentException>(() => client.Catalog.FindProductAsync(name!, Cancellation));

        Assert.Equal("name", exception.ParamName);
        Assert.Empty(handler.Requests);
        Assert.Equal(0, client.Snapshot.Endpoints.Sum(static endpoint => endpoint.Picks));
    }

    [Fact]
    public async Task Query_repeats_collections_skips_null_and_formats_independently_of_the_culture()
    {
        var since = new DateTime(2026, 8, 1, 12, 30, 0, DateTimeKind.Utc);

        var (method, uri, _, tenant) = await SendAsync(catalog => catalog.SearchAsync(
            "a&b=c", [Season.Spring, Season.Summer], since, null, "acme", Cancellation).AsTask());

        Assert.Equal("GET", method);
        Assert.Equal("http://replica1/products?text=a%26b%3Dc&season=Spring&season=Summer&since=2026-08-01T12%3A30%3A00.0000000Z", uri);
        Assert.Equal("acme", tenant);
    }

    [Fact]
    public async Task Query_without_values_leaves_the_path_bare()
    {
        var (_, uri, _, tenant) = await SendAsync(static catalog => catalog.SearchAsync(null, [], null, null, null, Cancellation).AsTask());

        Assert.Equal("http://replica1/products", uri);
        Assert.Null(tenant);
    }

    [Theory, InlineData("a\r\nX-Admin: yes"), InlineData("ü")]
    public async Task Header_value_that_cannot_be_carried_is_refused_without_showing_it(string tenant)
    {
        await using var client = CatalogClient.Over(new ScriptedHandler(static _ => ScriptedHandler.Json("[]")));

        var exception = await Assert.ThrowsAsync<ArgumentException>(() =>
            client.Catalog.SearchAsync(null, [], null, null, tenant, Cancellation).AsTask());

        Assert.Contains("X-Tenant", exception.Message);
        Assert.DoesNotContain(tenant, exception.Message);
    }

    [Fact]
    public async Task Body_is_written_as_json_and_written_anew_for_the_second_attempt()
    {
        var count = 0;
        var handler = new ScriptedHandler(_ => Interlocked.Increment(ref count) == 1 ? new(System.Net.HttpStatusCode.ServiceUnavailable) : new());
        await using var client = CatalogClient.Over(handler);

        await client.Catalog.PutProductAsync(1, new Product(1, "Chai", 18m), Cancellation);

        Assert.Equal(2, handler.Requests.Count);
        Assert.All(handler.Requests, static request => Assert.Equal("""{"id":1,"name":"Chai","price":18}""", request.Body));
        Assert.Equal(["http://replica1/products/1", "http://replica2/products/1"], handler.Requests.Select(static request => request.Uri));
    }

    [Fact]
    public async Task Path_of_an_endpoint_comes_before_the_route()
    {
        var handler = new ScriptedHandler(static _ => ScriptedHandler.Json(ScriptedHandler.Chai));
        await using var client = CatalogClient.Create(options => options.AddEndpoint("http://gateway/shop/").UsePrimaryHandler(_ => handler));

        await client.Catalog.GetProductAsync(1, Cancellation);

        Assert.Equal("http://gateway/shop/products/1", handler.Requests.Single().Uri);
    }

    [Fact]
    public async Task Arguments_longer_than_any_server_takes_are_refused()
    {
        await using var client = CatalogClient.Over(new ScriptedHandler(static _ => ScriptedHandler.Json("[]")));

        await Assert.ThrowsAsync<ArgumentException>(() => client.Catalog.FindProductAsync(new string('x', 40_000), Cancellation));
    }

    [Fact]
    public async Task Long_but_tolerable_argument_is_sent_whole()
    {
        var name = new string('ü', 3_000);

        var (_, uri, _, _) = await SendAsync(catalog => catalog.FindProductAsync(name, Cancellation));

        Assert.EndsWith("/" + Uri.EscapeDataString(name), uri);
    }

    private static async Task<(string Method, string Uri, string? Body, string? Tenant)> SendAsync(Func<ICatalog, Task> send)
    {
        var handler = new ScriptedHandler(static request =>
            ScriptedHandler.Json(request.RequestUri!.AbsolutePath == "/products" ? "[]" : ScriptedHandler.Chai));
        await using var client = CatalogClient.Over(handler);
        await send(client.Catalog);
        return handler.Requests.Single();
    }
}
