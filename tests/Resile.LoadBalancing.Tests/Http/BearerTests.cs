using System.Net;
using Microsoft.Extensions.Time.Testing;
using Resile.LoadBalancing.Tests.Catalogs;

namespace Resile.LoadBalancing.Tests.Http;

/// <summary>The token that goes along with every attempt.</summary>
public sealed class BearerTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly List<string?> _sent = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_attempt_carries_a_token_that_is_asked_for_anew()
    {
        var asked = 0;
        await using var client = Client((_, _) => new($"token{++asked}"), HttpStatusCode.ServiceUnavailable);

        await Assert.ThrowsAsync<ErrorStatusException>(() => client.Catalog.GetProductAsync(1, Cancellation));

        Assert.Equal(["Bearer token1", "Bearer token2"], _sent);
    }

    [Theory, InlineData(""), InlineData("secret\r\nX-Admin: 1"), InlineData("sécret"), InlineData("secret with space")]
    public async Task Token_that_a_header_cannot_carry_is_refused_without_being_shown(string token)
    {
        await using var client = Client((_, _) => new(token));

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => client.Catalog.GetProductAsync(1, Cancellation));

        Assert.DoesNotContain("cret", exception.ToString());
        Assert.Empty(_sent);
    }

    [Fact]
    public async Task Source_of_tokens_that_fails_ends_the_call_and_blames_no_endpoint()
    {
        await using var client = Client(static (_, _) => throw new HttpRequestException(HttpRequestError.ConnectionError, "The token service is down."));

        await Assert.ThrowsAsync<HttpRequestException>(() => client.Catalog.GetProductAsync(1, Cancellation));

        Assert.Equal((1, 1, 0), (client.Snapshot.Calls, client.Snapshot.Failures, client.Snapshot.Retries));
        Assert.All(client.Snapshot.Endpoints, static endpoint => Assert.Equal((0, 0), (endpoint.Failures, endpoint.InFlight)));
    }

    [Fact]
    public async Task Source_of_tokens_that_is_slow_ends_with_the_deadline()
    {
        await using var client = Client(static async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return "token";
        });

        var call = client.Catalog.GetProductAsync(1, Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(11));

        var exception = await Assert.ThrowsAsync<DeadlineExceededException>(() => call);
        Assert.Equal((null, 0), (exception.Endpoint, exception.Attempts));
        Assert.All(client.Snapshot.Endpoints, static endpoint => Assert.Equal(0, endpoint.Failures));
    }

    [Fact]
    public async Task Source_of_tokens_that_does_not_heed_the_deadline_does_not_hold_the_call_up()
    {
        var answer = new TaskCompletionSource<string>();
        await using var client = Client((_, _) => new(answer.Task));

        var call = client.Catalog.GetProductAsync(1, Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(11));

        await Assert.ThrowsAsync<DeadlineExceededException>(() => call);
        answer.SetException(new IOException("Too late."));
        Assert.Empty(_sent);
    }

    private CatalogClient Client(Func<IServiceProvider, CancellationToken, ValueTask<string>> token, HttpStatusCode status = HttpStatusCode.OK) =>
        CatalogClient.Over(new ScriptedHandler(request =>
        {
            _sent.Add(request.Headers.Authorization?.ToString());
            return ScriptedHandler.Json(ScriptedHandler.Chai, status);
        }), timeProvider: _clock, configure: options => options.UseBearerToken(token));
}
