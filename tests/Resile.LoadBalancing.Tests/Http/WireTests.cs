using System.Net;
using System.Net.Sockets;
using Resile.LoadBalancing.Tests.Catalogs;

namespace Resile.LoadBalancing.Tests.Http;

/// <summary>What happens on real connections, to servers that misbehave.</summary>
public sealed class WireTests
{
    private static readonly BalancedOperation TouchOperation = new("TouchAsync", "POST", "/touch");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, InlineData("404 Not Found"), InlineData("500 Internal Server Error"), InlineData("503 Service Unavailable")]
    public async Task Connection_is_used_again_after_an_error(string status)
    {
        await using var server = new RawServer(number => RawServer.Json(number == 1 ? status : "200 OK", ScriptedHandler.Chai));
        await using var client = CatalogClient.To(server.Address);

        await Assert.ThrowsAsync<ErrorStatusException>(() => client.Catalog.GetProductAsync(1, Cancellation));
        await client.Catalog.GetProductAsync(1, Cancellation);

        Assert.Equal((2, 1), (server.Requests.Count, server.Connections));
    }

    [Fact]
    public async Task Redirect_is_not_followed_and_a_cookie_not_kept()
    {
        await using var server = new RawServer(static number => number == 1
            ? "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n"
            : RawServer.Json("200 OK", ScriptedHandler.Chai));
        await using var client = CatalogClient.To(server.Address);

        Assert.Equal(HttpStatusCode.Found, (await Assert.ThrowsAsync<ErrorStatusException>(() => client.Catalog.GetProductAsync(1, Cancellation))).StatusCode);
        await client.Catalog.GetProductAsync(1, Cancellation);

        Assert.All(server.Requests, static request => Assert.StartsWith("GET /products/1 HTTP/1.1", request));
        Assert.All(server.Requests, static request => Assert.DoesNotContain("Cookie", request));
    }

    [Fact]
    public async Task Rest_of_a_long_error_is_not_taken_for_the_next_answer()
    {
        var lie = new string('x', 100_000) + RawServer.Json("200 OK", """{"id":666,"name":"lie","price":0}""");
        await using var server = new RawServer(number =>
            number == 1 ? RawServer.Json("400 Bad Request", lie) : RawServer.Json("200 OK", ScriptedHandler.Chai));
        await using var client = CatalogClient.To(server.Address);

        var exception = await Assert.ThrowsAsync<ErrorStatusException>(() => client.Catalog.GetProductAsync(1, Cancellation));

        Assert.Equal(new string('x', 8 * 1024), exception.Body);
        Assert.Equal(1, (await client.Catalog.GetProductAsync(1, Cancellation)).Id);
    }

    [Fact]
    public async Task Answer_that_breaks_off_fails_the_call_and_its_connection_alone()
    {
        await using var server = new RawServer(static number => number == 1
            ? "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\n{\"id\":"
            : RawServer.Json("200 OK", ScriptedHandler.Chai));
        await using var client = CatalogClient.To(server.Address);

        var exception = await Assert.ThrowsAsync<EndpointUnreachableException>(() => client.Catalog.GetProductAsync(1, Cancellation));

        Assert.True(exception.MayHaveBeenSent);
        Assert.Equal("Chai", (await client.Catalog.GetProductAsync(1, Cancellation)).Name);
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task Answer_that_is_no_http_is_a_failure_of_the_endpoint()
    {
        await using var server = new RawServer(static _ => "SSH-2.0-OpenSSH_9.9\r\nConnection: close\r\n\r\n");
        await using var client = CatalogClient.To(server.Address);

        await Assert.ThrowsAsync<EndpointUnreachableException>(() => client.Catalog.GetProductAsync(1, Cancellation));

        Assert.Equal(1, client.Snapshot.Endpoints.Single().Failures);
    }

    [Fact]
    public async Task Cancelled_call_does_not_leave_its_answer_to_the_next()
    {
        using var caller = new CancellationTokenSource();
        await using var server = new RawServer(number =>
        {
            if (number == 1)
            {
                caller.Cancel();
                return RawServer.Json("200 OK", """{"id":666,"name":"late","price":0}""");
            }

            return RawServer.Json("200 OK", ScriptedHandler.Chai);
        });
        await using var client = CatalogClient.To(server.Address);

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.Catalog.GetProductAsync(1, caller.Token));

        Assert.Equal(caller.Token, exception.CancellationToken);
        Assert.Equal(1, (await client.Catalog.GetProductAsync(1, Cancellation)).Id);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Post_whose_connection_is_closed_without_an_answer_arrives_once(bool hasBody)
    {
        await using var server = new RawServer(static number => number == 1 ? RawServer.Json("200 OK", ScriptedHandler.Chai) : RawServer.Nothing);
        await using var other = new RawServer(static _ => RawServer.Json("200 OK", ScriptedHandler.Chai));
        await using var client = CatalogClient.To(server.Address, other.Address);

        // The connection is there already, so that the transport could take the end for that of an idle one.
        await client.Catalog.GetProductAsync(1, Cancellation);
        await client.Catalog.GetProductAsync(1, Cancellation);
        var exception = await Assert.ThrowsAsync<EndpointUnreachableException>(() => hasBody
            ? client.Catalog.AddProductAsync(new Product(1, "Chai", 18m), Cancellation)
            : client.Channel.SendAsync(TouchOperation, default(TouchCall), Cancellation).AsTask());

        Assert.True(exception.MayHaveBeenSent);
        Assert.Equal(2, server.Requests.Count);
        Assert.Single(other.Requests);
    }

    [Fact]
    public async Task Get_whose_connection_is_closed_without_an_answer_is_sent_again_by_us_alone_and_elsewhere()
    {
        await using var server = new RawServer(static number => number == 1 ? RawServer.Json("200 OK", ScriptedHandler.Chai) : RawServer.Nothing);
        await using var other = new RawServer(static _ => RawServer.Json("200 OK", ScriptedHandler.Chai));
        await using var client = CatalogClient.To(server.Address, other.Address);

        await client.Catalog.GetProductAsync(1, Cancellation);
        await client.Catalog.GetProductAsync(1, Cancellation);
        await client.Catalog.GetProductAsync(1, Cancellation);

        // Once before, and once in the call that failed there: the transport did not try again behind the budget's back.
        Assert.Equal((2, 2, 1), (server.Requests.Count, other.Requests.Count, client.Snapshot.Retries));
    }

    [Fact]
    public async Task Get_whose_connection_is_closed_without_an_answer_by_the_only_endpoint_is_sent_there_once_more()
    {
        await using var server = new RawServer(static number => number == 2 ? RawServer.Nothing : RawServer.Json("200 OK", ScriptedHandler.Chai));
        await using var client = CatalogClient.To(server.Address);

        await client.Catalog.GetProductAsync(1, Cancellation);
        await client.Catalog.GetProductAsync(1, Cancellation);

        Assert.Equal((3, 1), (server.Requests.Count, client.Snapshot.Retries));
    }

    [Fact]
    public async Task Endpoint_where_nobody_listens_is_unreachable_and_a_post_goes_elsewhere()
    {
        using var reserved = new Socket(SocketType.Stream, ProtocolType.Tcp);
        reserved.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        await using var server = new RawServer(static _ => RawServer.Json("200 OK", ScriptedHandler.Chai));
        await using var client = CatalogClient.To($"http://[::1]:{((IPEndPoint)reserved.LocalEndPoint!).Port}", server.Address);

        await client.Catalog.AddProductAsync(new Product(1, "Chai", 18m), Cancellation);

        Assert.Equal((1, 1), (client.Snapshot.Retries, client.Snapshot.Ejections));
        Assert.Equal(1, client.Snapshot.EndpointsInRotation);
    }

    [Fact]
    public async Task Service_that_is_down_fails_the_call_with_its_own_exception()
    {
        var server = new RawServer(static _ => RawServer.Nothing);
        await server.DisposeAsync();
        await using var client = CatalogClient.To(server.Address);

        var exception = await Assert.ThrowsAsync<EndpointUnreachableException>(() => client.Catalog.GetProductAsync(1, Cancellation));

        Assert.False(exception.MayHaveBeenSent);
        Assert.Equal(("Catalog", "GetProductAsync", new Uri(server.Address)), (exception.Contract, exception.Operation, exception.Endpoint));
    }

    private readonly struct TouchCall : LoadBalancing.Http.IHttpCall
    {
        public void Write(ref LoadBalancing.Http.HttpRequestWriter request) => request.Path("/touch");
    }
}
