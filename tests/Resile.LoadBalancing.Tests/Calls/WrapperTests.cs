using System.Net;
using Resile.LoadBalancing.Tests.Catalogs;
using Resile.LoadBalancing.Tests.Http;

namespace Resile.LoadBalancing.Tests.Calls;

/// <summary>What a program puts around its calls.</summary>
public sealed class WrapperTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wrapper_sees_a_call_once_with_all_its_attempts_inside_and_its_error()
    {
        var seen = new List<string>();
        var handler = new ScriptedHandler(static _ => new(HttpStatusCode.ServiceUnavailable));
        await using var client = CatalogClient.Over(handler, configure: options => options.WrapCalls(async (call, cancellationToken) =>
        {
            try
            {
                await call(cancellationToken);
            }
            catch (ErrorStatusException exception)
            {
                seen.Add(exception.Message);
                throw;
            }
        }));

        await Assert.ThrowsAsync<ErrorStatusException>(() => client.Catalog.GetProductAsync(1, Cancellation));

        Assert.Single(seen);
        Assert.Equal(2, handler.Requests.Count);
    }

    [Fact]
    public async Task Wrapper_may_run_a_call_again_end_it_or_refuse_it()
    {
        var runs = 0;
        var handler = new ScriptedHandler(static _ => ScriptedHandler.Json(ScriptedHandler.Chai));
        await using var client = CatalogClient.Over(handler, configure: options => options.WrapCalls(async (call, cancellationToken) =>
        {
            for (var run = 0; run < runs; run++)
            {
                await call(cancellationToken);
            }

            _ = runs < 0 ? throw new TimeoutException("Too many calls.") : 0;
        }));

        Assert.Contains("returned without a reply", (await Assert.ThrowsAsync<InvalidOperationException>(() => client.Catalog.GetProductAsync(1, Cancellation))).Message);
        runs = -1;
        await Assert.ThrowsAsync<TimeoutException>(() => client.Catalog.GetProductAsync(1, Cancellation));
        runs = 2;
        Assert.Equal("Chai", (await client.Catalog.GetProductAsync(1, Cancellation)).Name);
        Assert.Equal((2, 2), (handler.Requests.Count, client.Snapshot.Calls));
    }
}
