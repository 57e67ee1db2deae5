using System.Net;
using System.Runtime.CompilerServices;
using Resile.LoadBalancing.Tests.Catalogs;

namespace Resile.LoadBalancing.Tests.Hosting;

/// <summary>Replies that come item by item, as a server sends them.</summary>
public sealed class StreamSkeletonTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly HttpClient _http = new() { Timeout = Patience };
    private readonly TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData(null, "application/json", "[{\"id\":1,\"name\":\"Chai\",\"price\":0},{\"id\":2,\"name\":\"Chai\",\"price\":0}]")]
    [InlineData("*/*", "application/json", "[{\"id\":1,\"name\":\"Chai\",\"price\":0},{\"id\":2,\"name\":\"Chai\",\"price\":0}]")]
    [InlineData("text/html, application/json;q=0.5, application/x-ndjson", "application/x-ndjson", "{\"id\":1,\"name\":\"Chai\",\"price\":0}\n{\"id\":2,\"name\":\"Chai\",\"price\":0}\n")]
    [InlineData("application/json, application/x-ndjson", "application/json", "[{\"id\":1,\"name\":\"Chai\",\"price\":0},{\"id\":2,\"name\":\"Chai\",\"price\":0}]")]
    [InlineData("application/jsonl", "application/jsonl", "{\"id\":1,\"name\":\"Chai\",\"price\":0}\n{\"id\":2,\"name\":\"Chai\",\"price\":0}\n")]
    [InlineData("text/event-stream", "text/event-stream", "data: {\"id\":1,\"name\":\"Chai\",\"price\":0}\n\ndata: {\"id\":2,\"name\":\"Chai\",\"price\":0}\n\n")]
    public async Task Caller_gets_the_format_that_it_likes_best(string? accept, string type, string body)
    {
        _next.SetResult();
        await using var server = await CatalogServer.StartAsync(new ScriptedCatalog(watch: TwoAsync));

        using var response = await GetAsync(server, accept);

        Assert.Equal((HttpStatusCode.OK, type), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Equal(body, await response.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task Each_item_is_sent_at_once_and_the_deadline_ends_with_the_first()
    {
        await using var server = await CatalogServer.StartAsync(new ScriptedCatalog(watch: TwoAsync), static options => options.StreamPulse = TimeSpan.FromMilliseconds(50));
        using var response = await GetAsync(server, "application/x-ndjson", deadline: "2000");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));

        Assert.Contains("\"id\":1", await reader.ReadLineAsync(Cancellation));
        Assert.False(_ended.Task.IsCompleted);

        // Two seconds and more of nothing but signs of life.
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(2.5))
        {
            Assert.Equal("", await reader.ReadLineAsync(Cancellation));
        }

        _next.SetResult();
        string? line;
        while ((line = await reader.ReadLineAsync(Cancellation)) == "")
        {
        }

        Assert.Contains("\"id\":2", line);
        Assert.Null(await reader.ReadLineAsync(Cancellation));
        Assert.Empty(server.Complaints);
    }

    [Fact]
    public async Task Caller_that_goes_ends_the_work()
    {
        await using var server = await CatalogServer.StartAsync(new ScriptedCatalog(watch: TwoAsync));
        using (var response = await GetAsync(server, "application/x-ndjson"))
        {
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
            Assert.Contains("\"id\":1", await reader.ReadLineAsync(Cancellation));
        }

        await _ended.Task.WaitAsync(Patience, Cancellation);
    }

    [Fact]
    public async Task Refusal_before_the_first_item_is_an_answer_and_a_fault_after_it_breaks_the_connection()
    {
        await using var refusing = await CatalogServer.StartAsync(new ScriptedCatalog(watch: static _ => RefuseAsync(0)));
        await using var failing = await CatalogServer.StartAsync(new ScriptedCatalog(watch: static _ => RefuseAsync(1)));

        using var refused = await GetAsync(refusing, null);
        Assert.Equal(HttpStatusCode.Gone, refused.StatusCode);
        using var broken = await GetAsync(failing, null);
        Assert.Equal(HttpStatusCode.OK, broken.StatusCode);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => broken.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task Generated_client_reads_what_the_skeleton_sends()
    {
        _next.SetResult();
        await using var server = await CatalogServer.StartAsync(new ScriptedCatalog(watch: TwoAsync));
        await using var client = CatalogClient.To(server.Address.ToString());

        Assert.Equal([1, 2], (await client.Catalog.WatchAsync(Cancellation).ToListAsync(Cancellation)).Select(static product => product.Id));
    }

    private async Task<HttpResponseMessage> GetAsync(CatalogServer server, string? accept, string? deadline = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, "/products/watched"));
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.TryAddWithoutValidation(WireHeaders.Deadline, deadline);
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
    }

    private async IAsyncEnumerable<Product> TwoAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            yield return new Product(1, "Chai", 0);
            await _next.Task.WaitAsync(Patience, cancellationToken);
            yield return new Product(2, "Chai", 0);
        }
        finally
        {
            _ended.TrySetResult();
        }
    }

    private static async IAsyncEnumerable<Product> RefuseAsync(int after)
    {
        for (var id = 1; id <= after; id++)
        {
            yield return new Product(id, "Chai", 0);
        }

        await Task.Yield();
        throw new CallRefusedException(HttpStatusCode.Gone, "It is gone.");
    }
}
