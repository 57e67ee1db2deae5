using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Resile.LoadBalancing.Tests.Catalogs;

namespace Resile.LoadBalancing.Tests.Http;

/// <summary>What a listener to the activity source sees of calls.</summary>
public sealed class ActivityTests : IDisposable
{
    private readonly Activity _parent = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
    private readonly ConcurrentQueue<Activity> _all = new();
    private readonly ActivityListener _listener;

    public ActivityTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Resile.LoadBalancing",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                // Other tests make calls at the same time.
                if (activity.TraceId == _parent.TraceId)
                {
                    _all.Enqueue(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _listener.Dispose();
        _parent.Dispose();
    }

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

        var activity = Assert.Single(_all);
        Assert.Same(activity, during);
        Assert.Same(_parent, Activity.Current);
        Assert.Equal((_parent.SpanId, "GET /products/{id}", ActivityKind.Client, ActivityStatusCode.Unset), (activity.ParentSpanId, activity.DisplayName, activity.Kind, activity.Status));
        Assert.Equal("GET|/products/{id}|Catalog|GetProductAsync|1|replica2|80|", Tags(activity,
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

        Assert.Equal(["404", "404", "OperationCanceledException"], _all.Select(static activity => Tags(activity, "error.type")));
        Assert.All(_all, static activity => Assert.Equal(ActivityStatusCode.Error, activity.Status));
    }

    private static string Tags(Activity activity, params string[] names) => string.Join('|', names.Select(name => activity.GetTagItem(name)));
}
