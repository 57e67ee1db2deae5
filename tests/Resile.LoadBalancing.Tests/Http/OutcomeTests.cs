using System.Net;
using System.Text;
using Resile.LoadBalancing.Tests.Catalogs;

namespace Resile.LoadBalancing.Tests.Http;

/// <summary>What comes back: replies, retries and the family of exceptions.</summary>
public sealed class OutcomeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reply_is_read_as_the_contract_says()
    {
        await using var client = CatalogClient.Over(new ScriptedHandler(static _ => ScriptedHandler.Json(ScriptedHandler.Chai)));

        Assert.Equal(new Product(1, "Chai", 18m), await client.Catalog.GetProductAsync(1, Cancellation));
    }

    [Theory, InlineData(HttpStatusCode.InternalServerError), InlineData(HttpStatusCode.BadGateway), InlineData(HttpStatusCode.ServiceUnavailable), InlineData(HttpStatusCode.GatewayTimeout)]
    public async Task Transient_status_of_an_idempotent_call_is_retried_on_another_endpoint(HttpStatusCode status)
    {
        var handler = FailingFirst(() => new HttpResponseMessage(status));
        await using var client = CatalogClient.Over(handler);

        Assert.Equal("Chai", (await client.Catalog.GetProductAsync(1, Cancellation)).Name);

        Assert.Equal(["http://replica1/products/1", "http://replica2/products/1"], handler.Requests.Select(static request => request.Uri));
        Assert.Equal((1, 1, 0), (client.Snapshot.Calls, client.Snapshot.Retries, client.Snapshot.Failures));
    }

    [Theory, InlineData(HttpStatusCode.NotImplemented), InlineData(HttpStatusCode.NotFound), InlineData(HttpStatusCode.TooManyRequests)]
    public async Task Other_status_is_thrown_with_everything_known_and_not_retried(HttpStatusCode status)
    {
        var handler = new ScriptedHandler(_ => ScriptedHandler.Json("""{"detail":"no"}""", status));
        await using var client = CatalogClient.Over(handler);

        var exception = await Assert.ThrowsAsync<ErrorStatusException>(() => client.Catalog.GetProductAsync(1, Cancellation));

        Assert.Equal(("Catalog", "GetProductAsync", 1), (exception.Contract, exception.Operation, exception.Attempts));
        Assert.Equal((status, """{"detail":"no"}"""), (exception.StatusCode, exception.Body));
        Assert.Equal(new Uri("http://replica1"), exception.Endpoint);
        Assert.Contains($"Catalog.GetProductAsync at http://replica1/: the answer was {(int)status}", exception.Message);
        Assert.DoesNotContain("detail", exception.Message);
        Assert.Single(handler.Requests);
    }

    [Fact]
    public async Task Endpoint_that_answers_429_gets_next_to_no_calls_but_stays_in_rotation()
    {
        var handler = new ScriptedHandler(static request => request.RequestUri!.Host == "replica1"
            ? new HttpResponseMessage(HttpStatusCode.TooManyRequests) { Headers = { RetryAfter = new(TimeSpan.FromMinutes(1)) } }
            : ScriptedHandler.Json(ScriptedHandler.Chai));
        await using var client = CatalogClient.Over(handler, configure: static options => options.Policy = LoadBalancingPolicies.PeakEwma);

        var refused = 0;
        for (var call = 0; call < 50; call++)
        {
            try
            {
                await client.Catalog.GetProductAsync(1, Cancellation);
            }
            catch (ErrorStatusException exception)
            {
                Assert.Equal(TimeSpan.FromMinutes(1), exception.RetryAfter);
                refused++;
            }
        }

        Assert.InRange(refused, 0, 1);
        Assert.Equal(2, client.Snapshot.EndpointsInRotation);
    }

    [Fact]
    public async Task Both_endpoints_failing_throws_what_the_second_said()
    {
        await using var client = CatalogClient.Over(new ScriptedHandler(static _ => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable)), endpoints: 3);

        var exception = await Assert.ThrowsAsync<ErrorStatusException>(() => client.Catalog.GetProductAsync(1, Cancellation));

        Assert.Equal((2, new Uri("http://replica2")), (exception.Attempts, exception.Endpoint));
    }

    [Fact]
    public async Task Only_endpoint_failing_is_not_asked_again()
    {
        var handler = new ScriptedHandler(static _ => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable));
        await using var client = CatalogClient.Over(handler, endpoints: 1);

        await Assert.ThrowsAsync<ErrorStatusException>(() => client.Catalog.GetProductAsync(1, Cancellation));

        Assert.Single(handler.Requests);
        Assert.Equal(0, client.Snapshot.Retries);
    }

    [Fact]
    public async Task Post_is_not_retried_after_an_answer_or_a_lost_connection()
    {
        foreach (var failure in new Func<HttpResponseMessage>[]
        {
            static () => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable),
            static () => throw new HttpRequestException(HttpRequestError.ResponseEnded, "gone"),
            static () => throw new HttpRequestException(HttpRequestError.HttpProtocolError, "reset"),
            static () => throw new HttpRequestException("unknown"),
            static () => throw new IOException("cut"),
        })
        {
            var handler = FailingFirst(failure);
            await using var client = CatalogClient.Over(handler);

            await Assert.ThrowsAnyAsync<RemoteCallException>(() => client.Catalog.AddProductAsync(new Product(1, "Chai", 18m), Cancellation));

            Assert.Single(handler.Requests);
        }
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError), InlineData(HttpRequestError.NameResolutionError), InlineData(HttpRequestError.SecureConnectionError)]
    [InlineData(HttpRequestError.VersionNegotiationError), InlineData(HttpRequestError.ProxyTunnelError)]
    public async Task Post_is_sent_elsewhere_where_no_byte_of_it_left(HttpRequestError error)
    {
        var handler = FailingFirst(() => throw new HttpRequestException(error, "refused"));
        await using var client = CatalogClient.Over(handler);

        await client.Catalog.AddProductAsync(new Product(1, "Chai", 18m), Cancellation);

        Assert.Equal(2, handler.Requests.Count);
    }

    [Fact]
    public async Task Lost_connection_says_that_the_request_may_have_been_carried_out()
    {
        await using var client = CatalogClient.Over(
            new ScriptedHandler(static _ => throw new HttpRequestException(HttpRequestError.ResponseEnded, "The server closed it.")), endpoints: 1);

        var exception = await Assert.ThrowsAsync<EndpointUnreachableException>(() => client.Catalog.GetProductAsync(1, Cancellation));

        Assert.True(exception.MayHaveBeenSent);
        Assert.Contains("may have done", exception.Message);
    }

    [Fact]
    public async Task Connection_lost_within_the_reply_is_retried()
    {
        var handler = FailingFirst(static () => new HttpResponseMessage { Content = new StreamContent(new BreakingStream()) });
        await using var client = CatalogClient.Over(handler);

        Assert.Equal(1, (await client.Catalog.GetProductAsync(1, Cancellation)).Id);
        Assert.Equal(2, handler.Requests.Count);
    }

    [Theory]
    [InlineData("<html>", "is no JSON of a Product")]
    [InlineData("", "is empty or null")]
    [InlineData("null", "is empty or null")]
    [InlineData("""{"id":"x"}""", "is no JSON of a Product")]
    public async Task Reply_that_the_contract_does_not_promise_is_unreadable(string body, string reason)
    {
        await using var client = CatalogClient.Over(new ScriptedHandler(_ => ScriptedHandler.Json(body)));

        var exception = await Assert.ThrowsAsync<UnreadableReplyException>(() => client.Catalog.GetProductAsync(1, Cancellation));

        Assert.Contains(reason, exception.Message);
        Assert.Equal(HttpStatusCode.OK, exception.StatusCode);
    }

    [Fact]
    public async Task Reply_that_its_own_type_refuses_is_unreadable()
    {
        await using var client = CatalogClient.Over(new ScriptedHandler(static _ => ScriptedHandler.Json("""{"cents":-1}""")));

        var exception = await Assert.ThrowsAsync<UnreadableReplyException>(() =>
            client.Channel.SendWithRetryAsync<PriceCall, Price>(CatalogBalanced.GetProductAsyncOperation, default, Cancellation).AsTask());

        Assert.IsType<ArgumentOutOfRangeException>(exception.InnerException);
    }

    [Theory, InlineData("Content-Language"), InlineData("X Tenant"), InlineData("")]
    public async Task Header_that_a_request_cannot_carry_is_not_dropped_in_silence(string name)
    {
        await using var client = CatalogClient.Over(new ScriptedHandler(static _ => ScriptedHandler.Json(ScriptedHandler.Chai)));

        var exception = await Assert.ThrowsAsync<ArgumentException>(() =>
            client.Channel.SendWithRetryAsync<HeaderCall, Product>(CatalogBalanced.GetProductAsyncOperation, new(name), Cancellation).AsTask());

        Assert.Contains($"'{name}' is no header of a request", exception.Message);
    }

    [Theory, InlineData("null"), InlineData("")]
    public async Task Reply_that_may_be_null_is_null(string body)
    {
        await using var client = CatalogClient.Over(new ScriptedHandler(_ => ScriptedHandler.Json(body)));

        Assert.Null(await client.Catalog.FindProductAsync("x", Cancellation));
    }

    [Fact]
    public async Task Reply_with_a_byte_order_mark_is_read()
    {
        await using var client = CatalogClient.Over(new ScriptedHandler(static _ => new HttpResponseMessage
        {
            Content = new ByteArrayContent([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(ScriptedHandler.Chai)]),
        }));

        Assert.Equal("Chai", (await client.Catalog.GetProductAsync(1, Cancellation)).Name);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Reply_longer_than_the_limit_is_refused_whether_it_says_so_or_not(bool isAnnounced)
    {
        var bytes = Encoding.UTF8.GetBytes(ScriptedHandler.Chai);
        await using var client = CatalogClient.Over(new ScriptedHandler(_ => new HttpResponseMessage
        {
            Content = isAnnounced ? new ByteArrayContent(bytes) : new StreamContent(new UnseekableStream(bytes)),
        }), configure: options => options.MaxReplyBytes = bytes.Length - 1);

        var exception = await Assert.ThrowsAsync<UnreadableReplyException>(() => client.Catalog.GetProductAsync(1, Cancellation));

        Assert.Contains("Resile:Clients:Catalog:MaxReplyBytes", exception.Message);
    }

    [Fact]
    public async Task Reply_of_exactly_the_limit_is_read()
    {
        var bytes = Encoding.UTF8.GetBytes(ScriptedHandler.Chai);
        await using var client = CatalogClient.Over(
            new ScriptedHandler(_ => new HttpResponseMessage { Content = new StreamContent(new UnseekableStream(bytes)) }),
            configure: options => options.MaxReplyBytes = bytes.Length);

        Assert.Equal("Chai", (await client.Catalog.GetProductAsync(1, Cancellation)).Name);
    }

    [Fact]
    public async Task Large_reply_of_unknown_length_is_read_whole()
    {
        var product = new Product(1, new string('x', 300_000), 1);
        var bytes = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(product);
        await using var client = CatalogClient.Over(
            new ScriptedHandler(_ => new HttpResponseMessage { Content = new StreamContent(new UnseekableStream(bytes)) }));

        Assert.Equal(product, await client.Catalog.GetProductAsync(1, Cancellation));
    }

    [Fact]
    public async Task Error_body_is_kept_up_to_its_limit()
    {
        await using var client = CatalogClient.Over(
            new ScriptedHandler(static _ => new HttpResponseMessage(HttpStatusCode.BadRequest) { Content = new StreamContent(new UnseekableStream("abcdef"u8.ToArray())) }),
            configure: static options => options.MaxErrorBodyBytes = 4);

        var exception = await Assert.ThrowsAsync<ErrorStatusException>(() => client.Catalog.GetProductAsync(1, Cancellation));

        Assert.Equal("abcd", exception.Body);
    }

    [Fact]
    public async Task Bug_in_a_handler_is_not_disguised_and_blames_no_endpoint()
    {
        await using var client = CatalogClient.Over(new ScriptedHandler(static _ => throw new InvalidOperationException("bug")));

        await Assert.ThrowsAsync<InvalidOperationException>(() => client.Catalog.GetProductAsync(1, Cancellation));

        Assert.All(client.Snapshot.Endpoints, static endpoint => Assert.Equal((0, 0), (endpoint.Failures, endpoint.InFlight)));
        Assert.Equal(1, client.Snapshot.Failures);
    }

    private static ScriptedHandler FailingFirst(Func<HttpResponseMessage> failure)
    {
        var count = 0;
        return new ScriptedHandler(_ => Interlocked.Increment(ref count) == 1 ? failure() : ScriptedHandler.Json(ScriptedHandler.Chai));
    }

    private readonly struct PriceCall : LoadBalancing.Http.IHttpCall
    {
        public void Write(ref LoadBalancing.Http.HttpRequestWriter request) => request.Path("/price");
    }

    private readonly struct HeaderCall(string name) : LoadBalancing.Http.IHttpCall
    {
        public void Write(ref LoadBalancing.Http.HttpRequestWriter request)
        {
            request.Path("/products/1");
            request.Header(name, "x");
        }
    }

    private sealed record Price
    {
        public int Cents
        {
            get;
            init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value));
        }
    }
}
