using System.Collections.Concurrent;
using System.Text;
using Resile.Messaging.MassTransit.InMemory;
using Resile.Messaging.Transport;

namespace Resile.Messaging.MassTransit.Tests;

public sealed class InMemoryTransportTests : IAsyncDisposable
{
    private readonly InMemoryTransport _transport = new(TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _transport.DisposeAsync();

    [Fact]
    public async Task Envelope_reaches_every_subscription_as_it_was_sent()
    {
        var received = new ConcurrentQueue<(string Queue, IncomingEnvelope Envelope)>();
        await StartAsync(
            Subscription("one", (envelope, _) => Record("one", envelope)),
            Subscription("two", (envelope, _) => Record("two", envelope)));
        var sent = Envelope();

        var result = await _transport.PublishAsync(sent, Cancellation);

        Assert.Equal(PublishResult.Confirmed, result);
        Assert.Equal(["one", "two"], received.Select(r => r.Queue).Order());
        Assert.All(received, r =>
        {
            Assert.Equal(sent.Body.ToArray(), r.Envelope.Body.ToArray());
            Assert.Equal(sent.ContentType, r.Envelope.ContentType);
            Assert.Equal(sent.MessageId, r.Envelope.MessageId);
            Assert.Equal(sent.Headers, r.Envelope.Headers.Where(h => h.Key == "traceparent"));
        });

        Task Record(string queue, IncomingEnvelope envelope)
        {
            received.Enqueue((queue, envelope));
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Confirm_waits_until_every_handler_has_settled()
    {
        var release = new TaskCompletionSource();
        await StartAsync(
            Subscription("quick", (_, _) => Task.CompletedTask), Subscription("slow", (_, _) => release.Task));

        var publishing = _transport.PublishAsync(Envelope(), Cancellation).AsTask();
        var early = await Task.WhenAny(publishing, Task.Delay(TimeSpan.FromMilliseconds(200), Cancellation));
        Assert.NotSame(publishing, early);
        release.SetResult();

        Assert.Equal(PublishResult.Confirmed, await publishing);
    }

    [Fact]
    public async Task Handler_that_throws_makes_the_publication_unavailable_and_the_next_one_works()
    {
        var calls = 0;
        await StartAsync(Subscription("one", (_, _) =>
            Interlocked.Increment(ref calls) == 1 ? throw new InvalidOperationException("away") : Task.CompletedTask));
        var envelope = Envelope();

        Assert.Equal(
            new PublishResult(PublishOutcome.Unavailable, "away"), await _transport.PublishAsync(envelope, Cancellation));
        Assert.Equal(PublishResult.Confirmed, await _transport.PublishAsync(envelope, Cancellation));
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task Envelope_that_nobody_takes_is_unroutable_unless_subscribers_are_optional()
    {
        await StartAsync();

        Assert.Equal(PublishOutcome.Unroutable, (await _transport.PublishAsync(Envelope(), Cancellation)).Outcome);
        Assert.Equal(
            PublishOutcome.Confirmed,
            (await _transport.PublishAsync(Envelope(subscriberRequired: false), Cancellation)).Outcome);
    }

    [Fact]
    public async Task Envelope_addressed_to_a_queue_reaches_that_queue_alone()
    {
        var received = new ConcurrentQueue<string>();
        await StartAsync(Subscription("one", Record("one")), Subscription("two", Record("two")));

        var result = await _transport.PublishAsync(Envelope(Destination.Queue("two")), Cancellation);

        Assert.Equal(PublishResult.Confirmed, result);
        Assert.Equal(["two"], received);

        EnvelopeReceiver Record(string queue) => (_, _) =>
        {
            received.Enqueue(queue);
            return Task.CompletedTask;
        };
    }

    [Fact]
    public async Task Handlers_run_side_by_side_up_to_the_limit()
    {
        var running = 0;
        var most = 0;
        await StartAsync(Subscription("one", async (_, cancellationToken) =>
        {
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
            Interlocked.Decrement(ref running);
        }));

        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => _transport.PublishAsync(Envelope(), Cancellation).AsTask()));

        Assert.InRange(most, 2, 4);

        static void InterlockedMax(ref int target, int value)
        {
            int seen;
            while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
            {
            }
        }
    }

    [Fact]
    public async Task Stop_answers_every_publication_that_waits()
    {
        var entered = new TaskCompletionSource();
        await StartAsync(Subscription("one", async (_, cancellationToken) =>
        {
            entered.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }));
        var publishing = Enumerable.Range(0, 50).Select(_ => _transport.PublishAsync(Envelope(), Cancellation).AsTask()).ToArray();
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(10), Cancellation);

        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _transport.StopAsync(patience.Token).WaitAsync(TimeSpan.FromSeconds(10), Cancellation);

        var results = await Task.WhenAll(publishing).WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
        Assert.All(results, result => Assert.Equal(PublishOutcome.Unavailable, result.Outcome));
        Assert.Equal(PublishOutcome.Unavailable, (await _transport.PublishAsync(Envelope(), Cancellation)).Outcome);
    }

    private static Subscription Subscription(string queue, EnvelopeReceiver receiver) =>
        new() { Queue = queue, Topics = ["Acme:Happened"], Concurrency = 4, Prefetch = 8, Receiver = receiver };

    private static OutgoingEnvelope Envelope(Destination? destination = null, bool subscriberRequired = true) => new()
    {
        MessageId = Guid.CreateVersion7(),
        Destination = destination ?? Destination.Topic("Acme:Happened"),
        MessageType = "urn:message:Acme:Happened",
        ContentType = "application/vnd.masstransit+json",
        Body = Encoding.UTF8.GetBytes("""{"message":{}}"""),
        Headers = [new("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")],
        SubscriberRequired = subscriberRequired,
    };

    private async Task StartAsync(params Subscription[] subscriptions)
    {
        await _transport.StartAsync(subscriptions, Cancellation);
        await _transport.WaitUntilAvailableAsync(Cancellation);
    }
}
