using System.Globalization;
using System.Net;
using Microsoft.Extensions.Time.Testing;
using Resile.LoadBalancing.Hosting;
using Resile.LoadBalancing.Tests.Catalogs;
using Resile.LoadBalancing.Tests.Http;

namespace Resile.LoadBalancing.Tests.Hosting;

/// <summary>What the clients know of the call that their server is carrying out: over two real hops, and on a clock that only the tests move.</summary>
public sealed class CallScopeTests
{
    private readonly FakeTimeProvider _clock = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_over_two_hops_has_what_is_left_of_the_first()
    {
        await using var back = new RawServer(static _ => RawServer.Json("200 OK", ScriptedHandler.Chai));
        await using var inner = Client(TimeSpan.FromMinutes(10), back.Address);
        await using var front = await CatalogServer.StartAsync(new ScriptedCatalog(inner.Catalog.GetProductAsync));
        await using var outer = Client(TimeSpan.FromMinutes(5), front.Address.ToString());

        Assert.Equal("Chai", (await outer.Catalog.GetProductAsync(1, Cancellation)).Name);
        await inner.Catalog.GetProductAsync(1, Cancellation);

        var times = back.Requests.Select(static head => Header(head, WireHeaders.Deadline)).ToArray();
        Assert.InRange(int.Parse(times[0]!, CultureInfo.InvariantCulture), 240_000, 300_000);
        Assert.Equal("600000", times[1]);
    }

    [Fact]
    public async Task Own_deadline_counts_where_it_is_shorter_than_what_is_left()
    {
        await using var back = new RawServer(static _ => RawServer.Json("200 OK", ScriptedHandler.Chai));
        await using var inner = Client(TimeSpan.FromMinutes(2), back.Address);
        await using var front = await CatalogServer.StartAsync(new ScriptedCatalog(inner.Catalog.GetProductAsync));
        await using var outer = Client(TimeSpan.FromMinutes(5), front.Address.ToString());

        await outer.Catalog.GetProductAsync(1, Cancellation);

        Assert.Equal("120000", Header(Assert.Single(back.Requests), WireHeaders.Deadline));
    }

    [Fact]
    public async Task Retries_of_a_chain_of_services_do_not_multiply()
    {
        await using var back1 = new RawServer(static _ => RawServer.Json("503 Service Unavailable", ""));
        await using var back2 = new RawServer(static _ => RawServer.Json("503 Service Unavailable", ""));
        await using var inner = Client(TimeSpan.FromMinutes(1), back1.Address, back2.Address);
        await using var front1 = await CatalogServer.StartAsync(new ScriptedCatalog(inner.Catalog.GetProductAsync));
        await using var front2 = await CatalogServer.StartAsync(new ScriptedCatalog(inner.Catalog.GetProductAsync));
        await using var outer = Client(TimeSpan.FromMinutes(1), front1.Address.ToString(), front2.Address.ToString());

        var exception = await Assert.ThrowsAsync<ErrorStatusException>(() => outer.Catalog.GetProductAsync(1, Cancellation));

        // The first front asks both; the second, which is a retry, asks one.
        Assert.Equal(2, exception.Attempts);
        var generations = back1.Requests.Concat(back2.Requests).Select(static head => Header(head, WireHeaders.Retry) ?? "-").Order(StringComparer.Ordinal);
        Assert.Equal("- 1 1", string.Join(' ', generations));
    }

    [Theory, InlineData("-1", 2), InlineData("many", 2), InlineData("0", 2), InlineData("7", 1), InlineData("99999999999", 1)]
    public async Task Generation_that_says_nothing_is_none(string generation, int attempts)
    {
        await using var back1 = new RawServer(static _ => RawServer.Json("503 Service Unavailable", ""));
        await using var back2 = new RawServer(static _ => RawServer.Json("503 Service Unavailable", ""));
        await using var inner = Client(TimeSpan.FromMinutes(1), back1.Address, back2.Address);
        await using var front = await CatalogServer.StartAsync(new ScriptedCatalog(inner.Catalog.GetProductAsync));
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(front.Address, "/products/1"));
        request.Headers.TryAddWithoutValidation(WireHeaders.Retry, generation);

        using var response = await http.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal(attempts, back1.Requests.Count + back2.Requests.Count);
    }

    [Fact]
    public async Task Call_for_which_nothing_is_left_is_not_sent_and_blames_nobody()
    {
        var handler = new ScriptedHandler(static _ => ScriptedHandler.Json(ScriptedHandler.Chai));
        await using var client = CatalogClient.Over(handler, timeProvider: _clock);
        using var scope = new CallScope(TimeSpan.FromSeconds(1), 0, _clock, CancellationToken.None);
        scope.Enter();
        _clock.Advance(TimeSpan.FromSeconds(2));

        var exception = await Assert.ThrowsAsync<DeadlineExceededException>(() => client.Catalog.GetProductAsync(1, Cancellation));

        Assert.Contains("what was left of the call on whose behalf it was made", exception.Message);
        Assert.Empty(handler.Requests);
        Assert.Equal((1, 1), (client.Snapshot.Calls, client.Snapshot.Failures));
        Assert.All(client.Snapshot.Endpoints, static endpoint => Assert.Equal(0, endpoint.Failures));
    }

    [Fact]
    public async Task Call_ends_with_what_is_left_and_says_so()
    {
        await using var client = CatalogClient.Over(new ScriptedHandler(static async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException();
        }), timeProvider: _clock);
        using var scope = new CallScope(TimeSpan.FromSeconds(3), 0, _clock, CancellationToken.None);
        scope.Enter();
        _clock.Advance(TimeSpan.FromSeconds(1));

        var call = client.Catalog.GetProductAsync(1, Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(2.1));

        var exception = await Assert.ThrowsAsync<DeadlineExceededException>(() => call);
        Assert.Equal(TimeSpan.FromSeconds(2), exception.Deadline);
        Assert.Contains("was left", exception.Message);
    }

    [Fact]
    public async Task Work_that_goes_on_after_the_call_is_bound_by_nothing()
    {
        await using var client = CatalogClient.Over(new ScriptedHandler(static _ => ScriptedHandler.Json(ScriptedHandler.Chai)), timeProvider: _clock);
        var answered = new TaskCompletionSource();
        Task<Product> late;
        using (var scope = new CallScope(TimeSpan.FromSeconds(1), 1, _clock, CancellationToken.None))
        {
            scope.Enter();
            late = LateAsync();
        }

        _clock.Advance(TimeSpan.FromSeconds(5));
        answered.SetResult();

        Assert.Equal("Chai", (await late).Name);
        Assert.Null(CallScope.Current);

        async Task<Product> LateAsync()
        {
            await answered.Task;
            return await client.Catalog.GetProductAsync(1, Cancellation);
        }
    }

    private static CatalogClient Client(TimeSpan deadline, params string[] addresses) => CatalogClient.Create(options =>
    {
        Array.ForEach(addresses, address => options.AddEndpoint(address));
        options.Policy = LoadBalancingPolicies.RoundRobin;
        options.Deadline = deadline;
        options.ConnectTimeout = TimeSpan.FromMinutes(1);
    });

    private static string? Header(string head, string name) => head.Split("\r\n")
        .FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
}
