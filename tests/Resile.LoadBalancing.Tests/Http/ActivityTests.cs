using System.Diagnostics;
using System.Net;
using Resile.LoadBalancing.Tests.Catalogs;

namespace Resile.LoadBalancing.Tests.Http;

/// <summary>What a listener to the activity source sees of calls.</summary>
public sealed class ActivityTests : IDisposable
{
    private readonly ActivityReadings _activities = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _activities.Dispose();

    [Fact]
    public async Task Call_is_one_activity_and_its_retries_are_events_within_it()
    {
        Activity? during = null;
        await using var client = CatalogClient.Over(new ScriptedHandler(request =>
        {
            during = Activity.Current;
            return request.RequestUri!.Host == "replica1" ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) : ScriptedHandler.Json(ScriptedHandler.Chai);
        }));

        await client.Catalog.GetProductAsync(1, Cancellation);

        var activity = Assert.Single(_activities.All);
        Assert.Same(activity, during);
        Assert.Same(_activities.Parent, Activity.Current);
        Assert.Equal((_activities.Parent.SpanId, "GET /products/{id}", ActivityKind.Client, ActivityStatusCode.Unset), (activity.ParentSpanId, activity.DisplayName, activity.Kind, activity.Status));
        Assert.Equal("GET|/products/{id}|Catalog|GetProductAsync|1|replica2|80|", ActivityReadings.Tags(activity,
            "http.request.method", "url.template", "resile.contract", "resile.operation", "http.request.resend_count", "server.address", "server.port", "error.type"));
        var retry = Assert.Single(activity.Events);
        Assert.Equal("retry", retry.Name);
        Assert.Equal(["replica1", 80, "503"], retry.Tags.Select(static tag => tag.Value));
    }

    [Fact]
    public async Task Failure_and_cancellation_are_errors_of_their_type()
    {
        await using var client = CatalogClient.Over(new ScriptedHandler(static _ => new HttpResponseMessage(HttpStatusCode.NotFound)));
        using var cancelling = new CancellationTokenSource();
        await using var cancelled = CatalogClient.Over(new ScriptedHandler((_, token) =>
        {
            cancelling.Cancel();
            return Task.FromCanceled<HttpResponseMessage>(token);
        }));

        await Assert.ThrowsAsync<ErrorStatusException>(() => client.Catalog.GetProductAsync(1, Cancellation));
        await Assert.ThrowsAsync<ErrorStatusException>(async () => await client.Catalog.WatchAsync(Cancellation).ToListAsync(Cancellation));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.Catalog.GetProductAsync(1, cancelling.Token));

        Assert.Equal(["404", "404", "OperationCanceledException"], _activities.All.Select(static activity => ActivityReadings.Tags(activity, "error.type")));
        Assert.All(_activities.All, static activity => Assert.Equal(ActivityStatusCode.Error, activity.Status));
    }
}
