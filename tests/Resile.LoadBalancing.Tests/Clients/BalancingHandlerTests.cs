using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Resile.LoadBalancing.Http;
using Resile.LoadBalancing.Tests.Catalogs;
using Resile.LoadBalancing.Tests.Http;

namespace Resile.LoadBalancing.Tests.Clients;

/// <summary>What the handler makes of the requests of an HttpClient.</summary>
public sealed class BalancingHandlerTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly List<(string Address, string Body)> _sent = [];
    private ServiceProvider? _services;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ClientSnapshot Snapshot => _services!.GetRequiredService<IBalancedClients>().Snapshot().Single();

    public ValueTask DisposeAsync() => _services?.DisposeAsync() ?? default;

    [Fact]
    public async Task Request_goes_to_an_endpoint_with_its_path_query_headers_and_body()
    {
        HttpRequestMessage? seen = null;
        var http = Client(request =>
        {
            seen = request;
            return Answer(HttpStatusCode.OK, "yes");
        }, configure: static options => options.Endpoints[0].Address = "http://replica1/base");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/items/a%2Fb?q=1%20x") { Content = new StringContent("hello"), Version = HttpVersion.Version20 };
        request.Headers.Add("X-Tenant", ["a", "b"]);
        request.Headers.Add(WireHeaders.Deadline, "1");

        using var response = await http.SendAsync(request, Cancellation);

        Assert.Equal("yes", await response.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal([("http://replica1/base/items/a%2Fb?q=1%20x", "hello")], _sent);
        Assert.Equal(["a", "b"], seen!.Headers.GetValues("X-Tenant"));
        Assert.Equal((HttpVersion.Version20, "10000"), (seen.Version, seen.Headers.GetValues(WireHeaders.Deadline).Single()));
        Assert.Equal(3, response.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task Safe_request_that_fails_is_sent_again_elsewhere_with_its_body()
    {
        var http = Client(request => Answer(request.Headers.Contains(WireHeaders.Retry) ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable, "x"));

        using var response = await http.PutAsync(new Uri("/items/1", UriKind.Relative), new StringContent("{}", Encoding.UTF8, "application/json"), Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal([("http://replica1/items/1", "{}"), ("http://replica2/items/1", "{}")], _sent);
        Assert.Equal(1, Snapshot.Retries);
    }

    [Fact]
    public async Task Client_gets_the_last_answer_where_all_are_errors()
    {
        var count = 0;
        var http = Client(_ => Answer(HttpStatusCode.ServiceUnavailable, $"number {++count}"));

        using var response = await http.GetAsync(new Uri("/", UriKind.Relative), Cancellation);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "number 2"), (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation)));
        Assert.Equal(0, Snapshot.InFlight);
    }

    [Theory]
    [InlineData("POST", null, false, 1), InlineData("PATCH", null, false, 1), InlineData("GET", null, false, 2), InlineData("DELETE", null, false, 2)]
    [InlineData("GET", false, false, 1), InlineData("POST", true, false, 2), InlineData("PUT", null, true, 1), InlineData("POST", true, true, 1)]
    public async Task Verb_mark_and_body_decide_what_is_sent_again(string verb, bool? isIdempotent, bool isStream, int attempts)
    {
        var http = Client(static _ => Answer(HttpStatusCode.BadGateway, ""));
        using var request = new HttpRequestMessage(HttpMethod.Parse(verb), "/")
        {
            Content = isStream ? new StreamContent(new UnseekableStream("body"u8.ToArray())) : null,
        };
        if (isIdempotent is { } mark)
        {
            request.Options.Set(BalancingHandler.Idempotent, mark);
        }

        using var response = await http.SendAsync(request, Cancellation);

        Assert.Equal((HttpStatusCode.BadGateway, attempts), (response.StatusCode, _sent.Count));
    }

    [Fact]
    public async Task Request_of_which_no_byte_left_is_sent_again_whatever_it_is()
    {
        var http = Client(request => request.RequestUri!.Host == "replica1"
            ? throw new HttpRequestException(HttpRequestError.ConnectionError, "refused") : Answer(HttpStatusCode.OK, "x"), isReading: false);

        using var response = await http.PostAsync(new Uri("/", UriKind.Relative), new StreamContent(new UnseekableStream("body"u8.ToArray())), Cancellation);

        Assert.Equal((HttpStatusCode.OK, 2), (response.StatusCode, _sent.Count));
    }

    [Fact]
    public async Task Lost_connection_is_the_exception_that_clients_know()
    {
        var http = Client(static _ => throw new HttpRequestException(HttpRequestError.ResponseEnded, "cut"));

        var exception = await Assert.ThrowsAsync<HttpRequestException>(() => http.PostAsync(new Uri("/", UriKind.Relative), new StringContent(""), Cancellation));

        Assert.Equal(HttpRequestError.ResponseEnded, exception.HttpRequestError);
        Assert.True(Assert.IsType<EndpointUnreachableException>(exception.InnerException).MayHaveBeenSent);
        Assert.Contains("catalog.Post", exception.Message);
    }

    [Fact]
    public async Task Deadline_is_the_time_out_that_clients_know_and_spares_the_body()
    {
        var body = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var http = Client(async (request, cancellationToken) =>
        {
            if (request.RequestUri!.AbsolutePath == "/hang")
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return new HttpResponseMessage { Content = new StreamContent(new WaitingStream(body.Task)) };
        });

        var hanging = http.GetAsync(new Uri("/hang", UriKind.Relative), Cancellation);
        using var response = await http.GetAsync(new Uri("/", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(11));
        var exception = await Assert.ThrowsAsync<TaskCanceledException>(() => hanging);
        Assert.IsType<DeadlineExceededException>(Assert.IsType<TimeoutException>(exception.InnerException).InnerException);

        body.SetResult();
        Assert.Equal("", await response.Content.ReadAsStringAsync(Cancellation));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Endpoint_is_busy_until_the_body_is_read_or_given_up(bool isRead)
    {
        var body = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var http = Client((_, _) => Task.FromResult(new HttpResponseMessage { Content = new StreamContent(new WaitingStream(body.Task)) }));

        var response = await http.GetAsync(new Uri("/", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.Equal(1, Snapshot.InFlight);
        if (isRead)
        {
            body.SetResult();
            await response.Content.ReadAsStringAsync(Cancellation);
        }
        else
        {
            response.Dispose();
        }

        Assert.Equal((0, 0), (Snapshot.InFlight, (int)Snapshot.Endpoints.Sum(static endpoint => endpoint.Failures)));
    }

    [Fact]
    public async Task Answer_that_is_forgotten_frees_its_endpoint()
    {
        var http = Client(static _ => Answer(HttpStatusCode.OK, "x"));
        await ForgetAsync(http);

        await Eventually.HoldsAsync(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return Snapshot.InFlight == 0;
        });
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task ForgetAsync(HttpClient http)
    {
        _ = await http.GetAsync(new Uri("/", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.Equal(1, Snapshot.InFlight);
    }

    [Fact]
    public async Task Body_that_breaks_off_counts_against_its_endpoint()
    {
        var http = Client((_, _) => Task.FromResult(new HttpResponseMessage { Content = new StreamContent(new WaitingStream(Task.FromException(new IOException("cut")))) }));

        using var response = await http.GetAsync(new Uri("/", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancellation);
        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsStringAsync(Cancellation));

        Assert.Equal((0, 1), (Snapshot.InFlight, (int)Snapshot.Endpoints.Sum(static endpoint => endpoint.Failures)));
    }

    [Fact]
    public async Task Equal_keys_go_to_the_same_endpoint()
    {
        var http = Client(static _ => Answer(HttpStatusCode.OK, ""), endpoints: 5, configure: static options => options.Policy = LoadBalancingPolicies.Rendezvous);
        for (var call = 0; call < 10; call++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/");
            request.Options.Set(BalancingHandler.HashKey, "cart-7");
            using var response = await http.SendAsync(request, Cancellation);
        }

        Assert.Single(_sent.Distinct());
    }

    // Its token may be that of the whole program, and would collect a registration for each error.
    [Fact]
    public async Task Answer_that_is_an_error_leaves_nothing_behind_in_the_token_of_its_caller()
    {
        CancellationToken sent = default;
        var http = Client((_, cancellationToken) =>
        {
            sent = cancellationToken;
            return Task.FromResult(Answer(HttpStatusCode.InternalServerError, ""));
        });
        using var caller = new CancellationTokenSource();
        using var invoker = new HttpMessageInvoker(_services!.GetRequiredKeyedService<BalancingHandler>("catalog"), disposeHandler: false);
        using var response = await invoker.SendAsync(new HttpRequestMessage(HttpMethod.Post, "http://ignored/"), caller.Token);
        await caller.CancelAsync();

        Assert.Equal((HttpStatusCode.InternalServerError, false), (response.StatusCode, sent.IsCancellationRequested));
    }

    [Fact]
    public async Task Caller_that_gives_up_gets_his_own_cancellation()
    {
        var http = Client(static async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return new();
        });
        using var caller = new CancellationTokenSource();

        var call = http.GetAsync(new Uri("/", UriKind.Relative), caller.Token);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal((0, 0), (Snapshot.InFlight, (int)Snapshot.Endpoints.Sum(static endpoint => endpoint.Failures)));
    }

    [Fact]
    public void Name_of_a_contract_is_refused()
    {
        var clients = new ClientsBuilder(new ServiceCollection()).Add<ICatalog>(CatalogBalanced.Contract, static channel => new CatalogBalanced(channel));

        Assert.Contains("share their options", Assert.Throws<InvalidOperationException>(() => clients.AddHandler("Catalog")).Message);
    }

    [Fact]
    public void Copies_of_requests_that_are_not_generated_are_refused()
    {
        var http = () => Client(static _ => Answer(HttpStatusCode.OK, ""), configure: static options => options.Shadow.Service = "other");

        Assert.Contains("'Resile:Clients:catalog:Shadow' cannot be", Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(http).Message);
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, string body) => new(status) { Content = new StringContent(body) };

    private HttpClient Client(Func<HttpRequestMessage, HttpResponseMessage> answer, int endpoints = 2, bool isReading = true, Action<LoadBalancedOptions>? configure = null) =>
        Client((request, _) => Task.FromResult(answer(request)), endpoints, isReading, configure);

    private HttpClient Client(
        Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer, int endpoints = 2, bool isReading = true, Action<LoadBalancedOptions>? configure = null)
    {
        var services = new ServiceCollection().AddSingleton<TimeProvider>(_clock);
        services.AddHttpClient("any", static client => client.BaseAddress = new Uri("http://ignored")).AddResileLoadBalancing("catalog", options =>
        {
            for (var number = 1; number <= endpoints; number++)
            {
                options.AddEndpoint($"http://replica{number}");
            }

            options.Policy = LoadBalancingPolicies.RoundRobin;
            options.UsePrimaryHandler(_ => new Recording(this, answer, isReading));
            configure?.Invoke(options);
        });
        _services = services.BuildServiceProvider();
        return _services.GetRequiredService<IHttpClientFactory>().CreateClient("any");
    }

    private sealed class Recording(
        BalancingHandlerTests test, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer, bool isReading) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            test._sent.Add((request.RequestUri!.AbsoluteUri, isReading ? await request.Content!.ReadAsStringAsync(cancellationToken) : ""));
            return await answer(request, cancellationToken);
        }
    }

    /// <summary>Ends when its task does.</summary>
    private sealed class WaitingStream(Task until) : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await until.WaitAsync(cancellationToken);
            return 0;
        }
    }
}
