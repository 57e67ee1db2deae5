using System.Net;
using System.Runtime.CompilerServices;
using Resile.LoadBalancing.Http;
using Resile.LoadBalancing.Tests.Catalogs;

namespace Resile.LoadBalancing.Tests.Http;

/// <summary>Streams as bodies and as replies, and replies with their status.</summary>
public sealed class ContentTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stream_that_can_be_rewound_is_sent_again_from_where_it_stood_and_left_open()
    {
        var handler = new ScriptedHandler(static request => new HttpResponseMessage(request.RequestUri!.Host == "replica1" ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK));
        await using var client = CatalogClient.Over(handler);
        using var content = new MemoryStream("skipped content"u8.ToArray()) { Position = 8 };

        await client.Channel.SendWithRetryAsync(CatalogBalanced.PutProductAsyncOperation, new Upload(content), Cancellation);

        Assert.Equal(["content", "content"], handler.Requests.Select(static request => request.Body));
        Assert.True(content.CanRead);
    }

    [Fact]
    public async Task Stream_that_cannot_be_rewound_is_sent_again_only_if_nothing_was_read()
    {
        var read = new ScriptedHandler(static _ => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable));
        var unread = new UnreadHandler();
        await using var reading = CatalogClient.Over(read);
        await using var connecting = CatalogClient.Over(unread);

        await Assert.ThrowsAsync<ErrorStatusException>(async () =>
            await reading.Channel.SendWithRetryAsync(CatalogBalanced.PutProductAsyncOperation, new Upload(new UnseekableStream("content"u8.ToArray())), Cancellation));
        await Assert.ThrowsAsync<EndpointUnreachableException>(async () =>
            await connecting.Channel.SendWithRetryAsync(CatalogBalanced.PutProductAsyncOperation, new Upload(new UnseekableStream("content"u8.ToArray())), Cancellation));

        Assert.Single(read.Requests);
        Assert.Equal(2, unread.Calls);
    }

    [Fact]
    public async Task Whole_reply_is_what_is_left_after_retries_and_ejection_has_seen_it_all()
    {
        var handler = new ScriptedHandler(static request => ScriptedHandler.Json(request.RequestUri!.Host, HttpStatusCode.ServiceUnavailable));
        await using var client = CatalogClient.Over(handler);

        var reply = await client.Channel.SendForReplyWithRetryAsync<Upload, Product>(CatalogBalanced.PutProductAsyncOperation, new Upload(new MemoryStream()), Cancellation);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "replica2", false), (reply.Status, reply.Body, reply.IsSuccess));
        Assert.Equal([1, 1], client.Snapshot.Endpoints.Select(static endpoint => endpoint.Failures));
        await using var gone = CatalogClient.Over(new ScriptedHandler(static _ => throw new HttpRequestException(HttpRequestError.ConnectionError)));
        await Assert.ThrowsAsync<EndpointUnreachableException>(async () =>
            await gone.Channel.SendForReplyAsync(CatalogBalanced.PutProductAsyncOperation, new Upload(new MemoryStream()), Cancellation));
    }

    [Fact]
    public async Task Whole_reply_without_a_body_has_no_value()
    {
        await using var client = CatalogClient.Over(new ScriptedHandler(static _ => new(HttpStatusCode.NoContent)));

        var reply = await client.Channel.SendForReplyAsync<Upload, Product>(CatalogBalanced.PutProductAsyncOperation, new Upload(new MemoryStream()), Cancellation);

        Assert.Equal((HttpStatusCode.NoContent, null), (reply.Status, reply.Value));
    }

    [Fact]
    public async Task Headers_of_the_contract_win_over_those_that_come_with_every_call()
    {
        var sent = new List<string>();
        await using var client = CatalogClient.Over(new ScriptedHandler(request =>
        {
            sent.Add($"{request.Headers.NonValidated["Authorization"]} {request.Headers.NonValidated["Accept"]}");
            return ScriptedHandler.Json("[]");
        }), configure: static options => options.UseBearerToken(static (_, _) => new("ours")));

        Assert.Empty(await client.Channel.StreamAsync<OwnHeaders, Product>(CatalogBalanced.WatchAsyncOperation, new(), Cancellation).ToListAsync(Cancellation));

        Assert.Equal(["Basic own text/event-stream"], sent);
    }

    [Fact]
    public async Task Reply_that_is_read_as_a_stream_holds_its_endpoint_until_it_is_disposed_of()
    {
        var body = new PacedBody();
        await using var client = CatalogClient.Over(new ScriptedHandler(_ => body.As("text/plain")));
        body.Send("one");

        var stream = await client.Channel.OpenWithRetryAsync(CatalogBalanced.PutProductAsyncOperation, new Upload(new MemoryStream()), Cancellation);
        var buffer = new byte[10];
        Assert.Equal(3, await stream.ReadAsync(buffer, Cancellation));
        Assert.Equal(1, client.Snapshot.InFlight);
        body.Break();
        await Assert.ThrowsAsync<EndpointUnreachableException>(() => stream.CopyToAsync(Stream.Null, Cancellation));
        await stream.DisposeAsync();
        await stream.DisposeAsync();

        Assert.Equal((0, 1, 1), (client.Snapshot.InFlight, client.Snapshot.Calls, client.Snapshot.Failures));
        Assert.Equal(1, client.Snapshot.Endpoints.Sum(static endpoint => endpoint.Failures));
        Assert.True(body.IsDisposed);
    }

    [Fact]
    public async Task Reply_that_is_forgotten_frees_its_endpoint()
    {
        await using var client = CatalogClient.Over(new ScriptedHandler(static _ => ScriptedHandler.Json("1")));
        await ForgetAsync(client);

        await Eventually.HoldsAsync(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return client.Snapshot.InFlight == 0;
        });

        Assert.Equal(0, client.Snapshot.Endpoints.Sum(static endpoint => endpoint.Failures));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task ForgetAsync(CatalogClient client)
    {
        _ = await client.Channel.OpenWithRetryAsync(CatalogBalanced.PutProductAsyncOperation, new Upload(new MemoryStream()), Cancellation);
        Assert.Equal(1, client.Snapshot.InFlight);
    }

    [Theory]
    [InlineData("text/plain; charset=iso-8859-1", "\u00e4", new byte[] { 0xE4 })]
    [InlineData("text/html", "<p>", new byte[] { (byte)'<', (byte)'p', (byte)'>' })]
    [InlineData("application/json", "a", new byte[] { (byte)'"', (byte)'a', (byte)'"' })]
    public async Task Text_comes_as_it_is_unless_it_comes_as_JSON(string type, string expected, byte[] body)
    {
        await using var client = CatalogClient.Over(new ScriptedHandler(_ =>
        {
            var content = new ByteArrayContent(body);
            content.Headers.TryAddWithoutValidation("Content-Type", type);
            return new HttpResponseMessage { Content = content };
        }));

        Assert.Equal(expected, await client.Channel.SendAsync<Upload, string>(CatalogBalanced.PutProductAsyncOperation, new Upload(new MemoryStream()), Cancellation));
    }

    private readonly struct Upload(Stream content) : IHttpCall
    {
        public void Write(ref HttpRequestWriter request)
        {
            request.Path("/upload");
            request.StreamBody(content);
        }
    }

    private readonly struct OwnHeaders : IHttpCall
    {
        public void Write(ref HttpRequestWriter request)
        {
            request.Path("/watched");
            request.Header("Authorization", "Basic own");
            request.Header("Accept", "text/event-stream");
        }
    }

    private sealed class UnreadHandler : HttpMessageHandler
    {
        public int Calls { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Calls++;
            throw new HttpRequestException(HttpRequestError.ConnectionError);
        }
    }
}
