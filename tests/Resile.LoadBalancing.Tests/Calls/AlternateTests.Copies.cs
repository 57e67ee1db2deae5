using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Resile.LoadBalancing.Tests.Catalogs;
using Resile.LoadBalancing.Tests.Http;

namespace Resile.LoadBalancing.Tests.Calls;

/// <content>The copies that another service gets.</content>
public sealed partial class AlternateTests
{
    [Fact]
    public async Task Copies_are_compared_with_the_answers_and_change_nothing_for_the_caller()
    {
        var comparisons = new ConcurrentQueue<ShadowComparison>();
        var handler = new ScriptedHandler(static request => request.RequestUri!.Host != "shadow" ? ScriptedHandler.Json(ScriptedHandler.Chai)
            : request.RequestUri.AbsolutePath switch
            {
                "/products/1" => ScriptedHandler.Json(ScriptedHandler.Chai),
                "/products/2" => ScriptedHandler.Json(Other),
                _ => new HttpResponseMessage(HttpStatusCode.InternalServerError),
            });
        await using var client = CatalogClient.Over(handler, configure: options => Copy(options).OnCompared(comparisons.Enqueue));

        for (var id = 1; id <= 3; id++)
        {
            Assert.Equal("Chai", (await client.Catalog.GetProductAsync(id, Cancellation)).Name);
        }

        await Eventually.HoldsAsync(() => comparisons.Count == 3);
        var shadow = client.Snapshot.Shadow!;
        Assert.Equal((1, 1, 1, 0), (shadow.Same, shadow.Different, shadow.Failed, shadow.Skipped));
        var different = comparisons.Single(static each => each is { IsSame: false, Error: null });
        Assert.Equal(("GetProductAsync", "Chai", "Chang"), (different.Operation, ((Product)different.Reply!).Name, ((Product)different.Copy!).Name));
        Assert.Equal((3, 0), (client.Snapshot.Calls, client.Snapshot.Failures));
        Assert.Contains("1 answered as the call, 1 otherwise, 1 not", client.Snapshot.Explain());
    }

    [Fact]
    public async Task Answers_that_cannot_be_written_count_as_different_and_code_learns_why()
    {
        var comparisons = new ConcurrentQueue<ShadowComparison>();
        await using var client = CatalogClient.Over(new ScriptedHandler(static _ => ScriptedHandler.Json(ScriptedHandler.Chai)), configure: options =>
        {
            options.Json.Converters.Add(new ReadOnlyConverter());
            Copy(options).OnCompared(comparisons.Enqueue);
        });

        await CallAsync(client, 1);

        await Eventually.HoldsAsync(() => comparisons.Count == 1);
        Assert.False(comparisons.Single().IsSame);
        Assert.StartsWith("Products are only read.", comparisons.Single().Error!.Message, StringComparison.Ordinal);
        Assert.Equal(1, client.Snapshot.Shadow!.Different);
    }

    [Fact]
    public async Task What_may_not_be_carried_out_twice_is_not_copied()
    {
        var handler = new ScriptedHandler(static _ => ScriptedHandler.Json(ScriptedHandler.Chai));
        await using var client = CatalogClient.Over(handler, configure: static options => Copy(options));

        await client.Catalog.AddProductAsync(new Product(1, "Chai", 18m), Cancellation);

        Assert.Single(handler.Requests);
    }

    [Fact]
    public async Task Copies_that_pile_up_are_skipped_and_no_caller_waits_for_one()
    {
        var end = new TaskCompletionSource<HttpResponseMessage>();
        var handler = new ScriptedHandler((request, _) => request.RequestUri!.Host == "shadow"
            ? end.Task
            : Task.FromResult(ScriptedHandler.Json(ScriptedHandler.Chai)));
        await using var client = CatalogClient.Over(handler, configure: static options => Copy(options).MaxInFlight = 2);

        await CallAsync(client, 5);

        Assert.Equal(3, client.Snapshot.Shadow!.Skipped);
        end.SetResult(new HttpResponseMessage(HttpStatusCode.InternalServerError));
        await Eventually.HoldsAsync(() => client.Snapshot.Shadow!.Failed == 2);
    }

    private static ShadowOptions Copy(LoadBalancedOptions options)
    {
        options.Shadow.Share = 1;
        options.Shadow.Endpoints.Add(new EndpointOptions { Address = "http://shadow" });
        return options.Shadow;
    }

    private sealed class ReadOnlyConverter : JsonConverter<Product>
    {
        public override Product Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            reader.Skip();
            return new Product(1, "Chai", 18);
        }

        public override void Write(Utf8JsonWriter writer, Product value, JsonSerializerOptions options) => throw new NotSupportedException("Products are only read.");
    }
}
