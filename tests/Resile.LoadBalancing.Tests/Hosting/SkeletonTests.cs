using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Resile.LoadBalancing.Tests.Catalogs;

namespace Resile.LoadBalancing.Tests.Hosting;

/// <summary>What a skeleton answers over a real connection to callers that are not generated.</summary>
public sealed class SkeletonTests : IDisposable
{
    private const string Json = "application/json";

    private readonly HttpClient _http = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("", Json, HttpStatusCode.BadRequest, "The body is missing or null.")]
    [InlineData("null", Json, HttpStatusCode.BadRequest, "The body is missing or null.")]
    [InlineData("{", Json, HttpStatusCode.BadRequest, "The body is no JSON of a Product: see '$'.")]
    [InlineData("""{"id":1,"name":"Chai","price":"cheap"}""", Json, HttpStatusCode.BadRequest, "The body is no JSON of a Product: see '$.price'.")]
    [InlineData("{}", "text/plain", HttpStatusCode.UnsupportedMediaType, "The body is of the type 'text/plain; charset=utf-8'. Send application/json.")]
    public async Task Body_that_cannot_be_read_is_refused_with_a_problem_that_says_why(string body, string type, HttpStatusCode status, string detail)
    {
        await using var server = await CatalogServer.StartAsync(new ScriptedCatalog());

        using var response = await _http.PostAsync(new Uri(server.Address, "/products"), new StringContent(body, Encoding.UTF8, type), Cancellation);

        await AssertProblemAsync(response, status, detail, "Catalog.AddProductAsync");
        Assert.Empty(server.Complaints);
    }

    [Theory]
    [InlineData("/products/seven", "The route parameter 'id' = 'seven' is no Int32.")]
    [InlineData("/products/99999999999", "The route parameter 'id' = '99999999999' is no Int32.")]
    [InlineData("/products?page=x%0d%0aSet-Cookie:a", "The query parameter 'page' = 'x\r\nSet-Cookie:a' is no Int32.")]
    [InlineData("/products?season=Spring&season=3", "The query parameter 'season' = '3' is no Season (")]
    [InlineData("/products?since=yesterday", "The query parameter 'since' = 'yesterday' is no DateTime.")]
    public async Task Argument_that_cannot_be_read_is_named_with_its_value(string target, string detail)
    {
        await using var server = await CatalogServer.StartAsync(new ScriptedCatalog());

        using var response = await _http.GetAsync(new Uri(server.Address, target), Cancellation);

        await AssertProblemAsync(response, HttpStatusCode.BadRequest, detail);
    }

    [Fact]
    public async Task Exception_is_logged_and_its_caller_learns_nothing_of_it()
    {
        await using var server = await CatalogServer.StartAsync(new ScriptedCatalog(static (_, _) => throw new InvalidOperationException("Password=secret")));

        using var response = await _http.GetAsync(new Uri(server.Address, "/products/1"), Cancellation);

        var body = await AssertProblemAsync(response, HttpStatusCode.InternalServerError, "The operation failed.", "Catalog.GetProductAsync");
        Assert.DoesNotContain("secret", body + response.Headers);
        Assert.DoesNotContain("InvalidOperation", body + response.Headers);
        Assert.Contains("Password=secret", Assert.Single(server.Complaints));
    }

    [Theory, InlineData("Catalog", true), InlineData("Inventory", false)]
    public async Task Component_of_the_contract_that_is_down_did_nothing_and_of_another_nobody_knows(string component, bool isKnown)
    {
        await using var server = await CatalogServer.StartAsync(new ScriptedCatalog((_, _) =>
            throw new Recovery.ComponentUnavailableException(component, "GetProductAsync", "It is down.")));

        using var response = await _http.GetAsync(new Uri(server.Address, "/products/1"), Cancellation);

        await AssertProblemAsync(response, HttpStatusCode.ServiceUnavailable, "The component behind this operation is being restarted.");
        Assert.Equal(isKnown, response.Headers.Contains(WireHeaders.NotProcessed));
    }

    [Fact]
    public async Task Refusal_of_the_implementation_is_the_answer()
    {
        await using var server = await CatalogServer.StartAsync(new ScriptedCatalog(
            static (_, _) => throw new CallRefusedException(HttpStatusCode.Gone, "It is \"sold\" out.")));

        using var response = await _http.GetAsync(new Uri(server.Address, "/products/1"), Cancellation);

        await AssertProblemAsync(response, HttpStatusCode.Gone, "It is \"sold\" out.");
        Assert.Empty(server.Complaints);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Body_over_the_limit_is_refused_whether_it_says_so_or_not(bool isChunked)
    {
        await using var server = await CatalogServer.StartAsync(new ScriptedCatalog(), static options => options.MaxRequestBytes = 1_000);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, "/products"))
        {
            Content = new StringContent($$"""{"id":1,"name":"{{new string('x', 2_000)}}","price":1}""", Encoding.UTF8, Json),
        };
        request.Headers.TransferEncodingChunked = isChunked;

        using var response = await _http.SendAsync(request, Cancellation);

        await AssertProblemAsync(response, HttpStatusCode.RequestEntityTooLarge, "1000 bytes");
    }

    [Fact]
    public async Task Body_over_the_limit_is_refused_before_it_arrives()
    {
        await using var server = await CatalogServer.StartAsync(new ScriptedCatalog(), static options => options.MaxRequestBytes = 1_000);

        var answer = await SendRawAsync(server, "POST /products HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2000000000\r\n\r\n{");

        Assert.StartsWith("HTTP/1.1 413 ", answer);
    }

    [Fact]
    public async Task Deadline_of_the_caller_cancels_the_work()
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await CatalogServer.StartAsync(new ScriptedCatalog(async (_, cancellationToken) =>
        {
            using var registration = cancellationToken.Register(cancelled.SetResult);
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException();
        }));

        using var response = await GetAsync(server, "50");

        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        await AssertProblemAsync(response, HttpStatusCode.GatewayTimeout, "The time that the caller gave the call is over.");
        Assert.Empty(server.Complaints);
    }

    [Fact]
    public async Task Work_whose_time_is_over_is_not_begun()
    {
        var calls = 0;
        await using var server = await CatalogServer.StartAsync(new ScriptedCatalog((id, _) =>
        {
            calls++;
            return Task.FromResult(new Product(id, "Chai", 18m));
        }));

        using var response = await GetAsync(server, "0");

        Assert.Equal((HttpStatusCode.GatewayTimeout, 0), (response.StatusCode, calls));
    }

    [Fact]
    public async Task Reply_that_comes_too_late_is_a_clean_refusal()
    {
        await using var server = await CatalogServer.StartAsync(new ScriptedCatalog(static async (id, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return new Product(id, "Chai", 18m);
        }));

        using var response = await GetAsync(server, "50");

        await AssertProblemAsync(response, HttpStatusCode.GatewayTimeout, "The time that the caller gave the call is over.");
    }

    [Theory, InlineData("soon"), InlineData("-5"), InlineData("99999999999999999999"), InlineData("9223372036854775807"), InlineData("10, 20"), InlineData("1e3")]
    public async Task Deadline_that_cannot_be_read_says_nothing(string deadline)
    {
        await using var server = await CatalogServer.StartAsync(new ScriptedCatalog());

        using var response = await GetAsync(server, deadline);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Caller_that_goes_away_within_its_body_is_no_fault_of_the_server()
    {
        await using var server = await CatalogServer.StartAsync(new ScriptedCatalog());
        using (var client = new TcpClient { LingerState = new LingerOption(enable: true, seconds: 0) })
        {
            await client.ConnectAsync(IPAddress.Loopback, server.Address.Port, Cancellation);
            var stream = client.GetStream();
            await stream.WriteAsync(Encoding.UTF8.GetBytes("POST /products HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                + "Expect: 100-continue\r\nContent-Length: 100\r\n\r\n"), Cancellation);

            // The server says so when it begins to read the body.
            await stream.ReadExactlyAsync(new byte["HTTP/1.1 100 Continue\r\n\r\n".Length], Cancellation);
            await stream.WriteAsync("{\"id\""u8.ToArray(), Cancellation);
        }

        using var response = await GetAsync(server, "5000");
        await server.DisposeAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(server.Complaints);
    }

    [Fact]
    public async Task Connection_is_used_again_after_every_kind_of_refusal()
    {
        await using var server = await CatalogServer.StartAsync(new ScriptedCatalog(static (_, _) => throw new InvalidOperationException()));

        var answer = await SendRawAsync(server,
            "GET /products/x HTTP/1.1\r\nHost: a\r\n\r\n"
            + "POST /products HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\n{{{{"
            + "POST /products HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\n{{{{"
            + "GET /products/1 HTTP/1.1\r\nHost: a\r\n\r\n"
            + "GET /products/named/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        Assert.Equal(["400", "400", "415", "500", "200"],
            answer.Split("HTTP/1.1 ").Skip(1).Select(static each => each[..3]));
    }

    [Fact]
    public async Task Arguments_survive_the_way_through_a_real_server()
    {
        await using var server = await CatalogServer.StartAsync(new ScriptedCatalog());
        await using var client = CatalogClient.To(server.Address.ToString());
        var names = new[] { "a/b", "a%2Fb", "a%252Fb", "..%2f", "ü ö", "+", "a\\b", ";=&?#", "%", "\u0001", "😀", new string('x', 2_000) };

        foreach (var name in names)
        {
            Assert.Equal(name, (await client.Catalog.FindProductAsync(name, Cancellation))!.Name);
            Assert.Equal($"{name}|||tenant", (await client.Catalog.SearchAsync(name, [], null, null, "tenant", Cancellation))[0].Name);
        }

        Assert.Null(await client.Catalog.FindProductAsync("none", Cancellation));
    }

    [Theory, InlineData("MaxRequestBytes", "0"), InlineData("MaxRequestBytes", "many"), InlineData("MaxRequestBites", "1")]
    public async Task Options_that_cannot_work_are_refused_when_they_are_mapped(string key, string value)
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => CatalogServer.StartAsync(new ScriptedCatalog(), build: builder =>
            builder.Configuration.AddInMemoryCollection([new($"Resile:Skeletons:Catalog:{key}", value)])));

        Assert.Contains($"'Resile:Skeletons:Catalog:{key}' = '{value}'", exception.Message);
    }

    private async Task<HttpResponseMessage> GetAsync(CatalogServer server, string deadline)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, "/products/1"));
        request.Headers.TryAddWithoutValidation(WireHeaders.Deadline, deadline);
        return await _http.SendAsync(request, Cancellation);
    }

    private static async Task<string> AssertProblemAsync(HttpResponseMessage response, HttpStatusCode status, string detail, string? operation = null)
    {
        var body = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal((status, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        var problem = JsonDocument.Parse(body).RootElement;
        Assert.Contains(detail, problem.GetProperty("detail").GetString());
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        if (operation is not null)
        {
            Assert.Equal(operation, problem.GetProperty("operation").GetString());
        }

        return body;
    }

    private static async Task<string> SendRawAsync(CatalogServer server, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Address.Port, Cancellation);
        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(request), Cancellation);
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadToEndAsync(Cancellation);
    }
}
