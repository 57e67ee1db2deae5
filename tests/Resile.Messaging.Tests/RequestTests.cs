using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Resile.Messaging.Diagnostics;
using Resile.Messaging.Tests.Orders;
using Resile.Messaging.Tests.Support;
using Resile.Messaging.Transport;

namespace Resile.Messaging.Tests;

public sealed class RequestTests
{
    private const string Queue = "shop-order-questions-clerk";

    private readonly ClerkDoor _door = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Request_that_comes_twice_is_handled_once_and_the_second_answer_says_so_and_is_late()
    {
        await using var shop = await StartAsync();
        _door.Open.SetResult();
        Assert.Equal(4, await shop.Get<IOrderQuestions>().CountAsync(new OrderCount("anna"), Cancellation));

        var request = shop.Transport.Tried.First(static envelope => envelope.Destination.Kind == DestinationKind.Topic);
        await shop.Transport.DeliverAsync(Queue, request.Body.ToArray(), request.Headers);

        var second = shop.Transport.Tried.Last();
        Assert.Equal("urn:message:MassTransit:Fault[[Resile.Messaging.Tests.Orders:OrderCount]]", second.MessageType);
        Assert.Contains("Resile.Messaging.RequestHandledBefore", Encoding.UTF8.GetString(second.Body.Span), StringComparison.Ordinal);
        Assert.Equal(1, shop.Get<MessagingMetrics>().LateReplies.Total);
        Assert.Equal(1, shop.Effects("counted"));
    }

    [Fact]
    public async Task Request_within_a_handler_is_refused_and_what_the_handler_did_is_undone()
    {
        await using var shop = await StartAsync();
        _door.Open.SetResult();

        var fault = await Assert.ThrowsAsync<RequestFaultException>(() => shop.Get<IOrderQuestions>().CountAsync(new OrderCount("ask"), Cancellation));

        Assert.Equal(typeof(DurableMessageException).FullName, fault.FaultType);
        Assert.StartsWith("OrderQuestions.CountAsync was not sent: a handler cannot wait", fault.FaultMessage, StringComparison.Ordinal);
        Assert.Equal(0, shop.Effects("counted"));
    }

    [Fact]
    public async Task Request_in_a_transaction_is_refused_before_anything_is_sent()
    {
        await using var shop = await StartAsync();
        await using var transaction = await shop.Outbox.BeginAsync(Cancellation);
        IOrderQuestions[] senders =
        [
            transaction.For<IOrderQuestions>(),
            transaction.For<IOrderQuestions>(new SendOptions { MessageId = Guid.CreateVersion7() }),
            shop.Outbox.Enlist(transaction.Transaction).For<IOrderQuestions>(),
        ];

        foreach (var questions in senders)
        {
            var refused = await Assert.ThrowsAsync<DurableMessageException>(() => questions.CountAsync(new OrderCount("anna"), Cancellation));
            Assert.StartsWith("OrderQuestions.CountAsync was not sent: a request cannot be part of a transaction", refused.Message, StringComparison.Ordinal);
        }

        Assert.Empty(shop.Transport.Tried);
    }

    [Fact]
    public async Task Request_that_nobody_could_wait_for_is_refused()
    {
        await using var shop = await StartAsync();
        SendOptions[] unfit = [new SendOptions { ExpiresAfter = TimeSpan.FromDays(50) }, new SendOptions { Delay = TimeSpan.FromSeconds(1) }];
        foreach (var options in unfit)
        {
            var refused = await Assert.ThrowsAsync<DurableMessageException>(() => shop.Outbox.For<IOrderQuestions>(options).CountAsync(new OrderCount("anna"), Cancellation));
            Assert.StartsWith("OrderQuestions.CountAsync was not sent: ", refused.Message, StringComparison.Ordinal);
        }

        Assert.Empty(shop.Transport.Tried);
    }

    [Fact]
    public async Task Request_beyond_the_limit_fails_at_once_and_room_comes_back()
    {
        await using var shop = await StartAsync(("Resile:Messaging:MaximumPendingRequests", "1"));
        var questions = shop.Get<IOrderQuestions>();
        var first = questions.CountAsync(new OrderCount("anna"), Cancellation);

        var refused = await Assert.ThrowsAsync<DurableMessageException>(() => questions.CountAsync(new OrderCount("bob"), Cancellation));
        _door.Open.SetResult();

        Assert.StartsWith("OrderQuestions.CountAsync was not sent: 1 requests wait", refused.Message, StringComparison.Ordinal);
        Assert.Equal(4, await first);
        Assert.Equal(3, await questions.CountAsync(new OrderCount("bob"), Cancellation));
    }

    [Theory]
    [InlineData("2020-01-01T00:00:00Z", 0)]
    [InlineData("2999-01-01T00:00:00Z", 1)]
    public async Task Request_is_handled_while_its_caller_waits_and_is_no_dead_letter_afterwards(string expires, int effects)
    {
        await using var shop = await StartAsync();
        _door.Open.SetResult();
        var id = Guid.CreateVersion7();

        await shop.Transport.DeliverAsync(Queue, Encoding.UTF8.GetBytes(
            $$"""
              {"messageId":"{{id}}","requestId":"{{id}}","responseAddress":"test://replies","expirationTime":"{{expires}}",
               "messageType":["urn:message:Resile.Messaging.Tests.Orders:OrderCount"],"message":{"customer":"anna"} }
              """));

        Assert.Equal((effects, effects), (shop.Effects("counted"), shop.Transport.Tried.Count));
        Assert.Equal(0, (await shop.ReadAsync()).DeadLetters);
    }

    private async Task<Shop> StartAsync(params (string Key, string Value)[] configuration) => await new Shop(
        messaging =>
        {
            messaging.Services.AddSingleton(_door);
            messaging.AddSender<IOrderQuestions>(static sender => new OrderQuestionsSender(sender)).AddHandler<IOrderQuestions, Clerk>(OrderQuestionsSender.Map);
        },
        configuration).StartAsync();
}
