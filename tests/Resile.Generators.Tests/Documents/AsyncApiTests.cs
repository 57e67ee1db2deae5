using System.Text.Json.Nodes;

namespace Resile.Generators.Tests.Documents;

public sealed class AsyncApiTests
{
    private const string Contracts =
        """
        namespace Acme;

        [DurableMessage]
        public interface IOrderEvents
        {
            /// <summary>An order was placed.</summary>
            Task OrderPlacedAsync(OrderPlaced order, CancellationToken cancellationToken = default);

            /// <summary>Stock was reserved.</summary>
            /// <param name="quantity">How many.</param>
            [Event(Subscribers = Subscribers.Optional, IsExpendable = true, ExpiresAfter = "00:10:00")]
            Task StockReservedAsync([OrderingKey] string product, int quantity, [Secret] string card, CancellationToken cancellationToken = default);

            [Command(IsSecret = true)]
            Task PayAsync(int order, CancellationToken cancellationToken = default);

            [Request(Timeout = "00:00:05")]
            Task<int?> CountAsync(string product, CancellationToken cancellationToken = default);
        }

        /// <summary>What was ordered.</summary>
        public sealed record OrderPlaced(int OrderId, [property: Secret] string Customer);
        """;

    private static readonly JsonNode Declared = JsonNode.Parse(DocumentRun.Over(Contracts)["Scenario.asyncapi.json"])!;

    [Fact]
    public void Channels_are_exchanges_as_they_are_on_the_broker()
    {
        Assert.Equal(
            ["OrderEventsCount Acme:OrderEventsCount", "OrderEventsPay Acme:OrderEventsPay", "OrderEventsStockReserved Acme:OrderEventsStockReserved", "OrderPlaced Acme:OrderPlaced", "OrderEvents.Count.replies"],
            Declared["channels"]!.AsObject().Select(static channel => $"{channel.Key} {channel.Value!["address"]}".TrimEnd()));
        Assert.Equal("{\"name\":\"Acme:OrderPlaced\",\"type\":\"fanout\",\"durable\":true,\"autoDelete\":false}",
            Declared["channels"]!["OrderPlaced"]!["bindings"]!["amqp"]!["exchange"]!.ToJsonString());
    }

    [Fact]
    public void Messages_have_their_envelope_and_what_is_secret_is_so()
    {
        var message = Declared["components"]!["messages"]!["OrderPlaced"]!;
        var schemas = Declared["components"]!["schemas"]!;

        Assert.Equal("What was ordered.", (string?)message["summary"]);
        Assert.Equal("urn:message:Acme:OrderPlaced", (string?)message["payload"]!["allOf"]![1]!["properties"]!["messageType"]!["contains"]!["const"]);
        Assert.Equal("#/components/schemas/OrderPlaced", (string?)message["payload"]!["allOf"]![1]!["properties"]!["message"]!["$ref"]);
        Assert.Equal("{\"type\":\"string\",\"pattern\":\"^\\\\$secret:\"}", schemas["OrderPlaced"]!["properties"]!["customer"]!.ToJsonString().Replace("\\u0024", "$"));
        Assert.Equal(["product", "quantity", "card"], schemas["OrderEventsStockReserved"]!["properties"]!.AsObject().Select(static property => property.Key));
        Assert.Equal("How many.", (string?)schemas["OrderEventsStockReserved"]!["properties"]!["quantity"]!["description"]);
        Assert.NotNull(Declared["components"]!["messages"]!["OrderEventsPay"]!["payload"]!["allOf"]![1]!["properties"]!["message"]!["properties"]!["$secret"]);
        Assert.NotNull(Declared["components"]!["messages"]!["OrderEventsStockReserved"]!["headers"]!["properties"]!["Resile-Ordering-Key"]);
    }

    [Fact]
    public void Requests_are_answered()
    {
        var ask = Declared["operations"]!["OrderEvents.Count.send"]!;

        Assert.Equal("$message.payload#/responseAddress", (string?)ask["reply"]!["address"]!["location"]);
        Assert.Equal(["#/channels/OrderEvents.Count.replies/messages/OrderEventsCountReply", "#/channels/OrderEvents.Count.replies/messages/MassTransit.Fault"],
            ask["reply"]!["messages"]!.AsArray().Select(static message => (string?)message!["$ref"]));
        Assert.Equal("{\"type\":[\"integer\",\"null\"],\"format\":\"int32\"}", Declared["components"]!["schemas"]!["OrderEventsCountReply"]!["properties"]!["value"]!.ToJsonString());
    }

    [Fact]
    public void Operations_say_what_they_promise()
    {
        Assert.Equal(
            "Delivered at least once, and in order among those of one key. Goes out also while nobody is subscribed. May be dropped when its sender's outbox is nearly full. Expires after 00:10:00.",
            (string?)Declared["operations"]!["OrderEvents.StockReserved.send"]!["description"]);
        Assert.Equal("Whoever asks waits 00:00:05 for the answer.", (string?)Declared["operations"]!["OrderEvents.Count.send"]!["description"]);
    }

    [Fact]
    public void Project_sends_and_receives_what_it_adds()
    {
        const string Billing =
            """
            using Microsoft.Extensions.DependencyInjection;
            using Acme;
            internal static class Billing
            {
                public static void Add(IServiceCollection services) => services.AddResile(resile => resile.Messaging.UseInMemory()
                    .AddOrderEventsOrderPlacedHandler<OrderDesk>());
            }

            internal sealed class OrderDesk { }
            """;

        var document = JsonNode.Parse(DocumentRun.Over(Contracts, Billing)["Scenario.asyncapi.json"])!;

        Assert.Equal(["OrderEvents.OrderPlaced.receive.OrderDesk"], document["operations"]!.AsObject().Select(static operation => operation.Key));
        Assert.Equal("{service}-order-events-order-desk", (string?)document["channels"]!["OrderEvents.OrderDesk"]!["address"]);
    }
}
