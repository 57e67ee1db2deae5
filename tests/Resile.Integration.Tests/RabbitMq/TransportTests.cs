using System.Diagnostics;
using Resile.Integration.Tests.Servers;
using Resile.Messaging.Transport;

namespace Resile.Integration.Tests.RabbitMq;

public sealed class TransportTests
{
    [Fact]
    public async Task Envelope_arrives_as_it_was_sent()
    {
        await using var topology = new TestTopology();
        await using var transport = new TransportUnderTest(TestServers.RabbitMq);
        await transport.StartAndWaitAsync(topology);
        var sent = topology.Envelope("""{"message":{"text":"grüße"}}""");

        var result = await transport.PublishAsync(sent);

        Assert.Equal(PublishResult.Confirmed, result);
        await Eventually.TrueAsync(() => transport.Received.Count == 1);
        var received = transport.Received.Single();
        Assert.Equal(sent.Body.ToArray(), received.Body.ToArray());
        Assert.Equal(sent.ContentType, received.ContentType);
        Assert.Equal(sent.MessageId, received.MessageId);
        Assert.Contains(sent.Headers.Single(), received.Headers);
        Assert.False(received.Redelivered);
    }

    [Fact]
    public async Task Envelope_addressed_to_a_queue_arrives()
    {
        await using var topology = new TestTopology();
        await using var transport = new TransportUnderTest(TestServers.RabbitMq);
        await transport.StartAndWaitAsync(topology);
        var envelope = topology.Envelope();

        var result = await transport.PublishAsync(new OutgoingEnvelope
        {
            MessageId = envelope.MessageId,
            Destination = Destination.Queue(topology.Queue),
            MessageType = envelope.MessageType,
            ContentType = envelope.ContentType,
            Body = envelope.Body,
        });

        Assert.Equal(PublishResult.Confirmed, result);
        await Eventually.TrueAsync(() => transport.Received.Count == 1);
    }

    [Fact]
    public async Task Envelope_without_a_subscriber_is_unroutable_until_there_is_one()
    {
        await using var topology = new TestTopology();
        await using var sender = new TransportUnderTest(TestServers.RabbitMq);
        await using var receiver = new TransportUnderTest(TestServers.RabbitMq);
        await sender.StartAndWaitAsync();
        var envelope = topology.Envelope();

        Assert.Equal(PublishOutcome.Unroutable, (await sender.PublishAsync(envelope)).Outcome);
        Assert.Equal(
            PublishOutcome.Confirmed, (await sender.PublishAsync(topology.Envelope(subscriberRequired: false))).Outcome);

        await receiver.StartAndWaitAsync(topology);
        Assert.Equal(PublishOutcome.Confirmed, (await sender.PublishAsync(envelope)).Outcome);
        await Eventually.TrueAsync(() => receiver.Received.Count == 1);
        Assert.Equal(envelope.MessageId, receiver.Received.Single().MessageId);
    }

    [Fact]
    public async Task Receiver_that_throws_gets_the_envelope_again_and_nothing_is_dropped()
    {
        await using var topology = new TestTopology();
        await using var transport = new TransportUnderTest(TestServers.RabbitMq);
        var calls = 0;
        transport.OnReceive = _ => Interlocked.Increment(ref calls) <= 30
            ? throw new InvalidOperationException("The store is away.")
            : Task.CompletedTask;
        await transport.StartAndWaitAsync(topology);

        await transport.PublishAsync(topology.Envelope());

        await Eventually.TrueAsync(() => transport.Received.Count == 1);
        Assert.True(transport.Received.Single().Redelivered);
        Assert.Equal(31, calls);
    }

    [Fact]
    public async Task Stop_waits_for_the_receiver_that_runs_and_leaves_the_rest_in_the_queue()
    {
        await using var topology = new TestTopology();
        var transport = new TransportUnderTest(TestServers.RabbitMq);
        var entered = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        transport.OnReceive = async _ =>
        {
            entered.TrySetResult();
            await release.Task;
        };
        await transport.StartAndWaitAsync(topology);
        for (var message = 0; message < 20; message++)
        {
            await transport.PublishAsync(topology.Envelope());
        }

        await entered.Task;
        var stopping = transport.Transport.StopAsync(CancellationToken.None);
        Assert.False(stopping.IsCompleted);
        release.SetResult();
        await stopping.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        var handled = transport.Received.Count;
        Assert.InRange(handled, 1, 19);

        await using var successor = new TransportUnderTest(TestServers.RabbitMq);
        await successor.StartAndWaitAsync(topology);

        // An acknowledgement that the stop cuts off brings its message again, and the broker says so.
        await Eventually.TrueAsync(() => IdsOf(transport).Union(IdsOf(successor)).Count() == 20);
        Assert.All(successor.Received.Where(envelope => IdsOf(transport).Contains(envelope.MessageId)), static envelope => Assert.True(envelope.Redelivered));
        await transport.DisposeAsync();
    }

    [Fact]
    public async Task Broker_that_is_away_at_start_is_found_when_it_comes()
    {
        await using var topology = new TestTopology();
        await using var proxy = TcpProxy.To(TestServers.RabbitMq, out var address);
        await using var transport = new TransportUnderTest(address);
        var watch = Stopwatch.StartNew();

        await transport.StartAsync(topology);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1), $"StartAsync took {watch.Elapsed}.");
        var early = await transport.PublishAsync(topology.Envelope());
        Assert.Equal(PublishOutcome.Unavailable, early.Outcome);
        Assert.False(transport.Transport.IsAvailable);
        await Eventually.TrueAsync(() => transport.Logged.Any(line => line.Contains("not available")));

        proxy.Open();
        watch.Restart();
        await transport.Transport.WaitUntilAvailableAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Equal(PublishResult.Confirmed, await transport.PublishAsync(topology.Envelope()));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"The first confirm took {watch.Elapsed}.");
        await Eventually.TrueAsync(() => transport.Received.Count == 1);
        Assert.Single(transport.Logged, line => line.StartsWith("Warning 2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Connection_that_is_cut_fails_what_is_under_way_at_once_and_comes_back_within_five_seconds()
    {
        await using var topology = new TestTopology();
        await using var proxy = TcpProxy.To(TestServers.RabbitMq, out var address);
        proxy.Open();
        await using var transport = new TransportUnderTest(address);
        await transport.StartAndWaitAsync(topology);
        proxy.Freeze();
        var underWay = Enumerable.Range(0, 100).Select(_ => transport.PublishAsync(topology.Envelope()).AsTask()).ToArray();

        var watch = Stopwatch.StartNew();
        proxy.Cut();
        proxy.Thaw();
        var results = await Task.WhenAll(underWay).WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.All(results, result => Assert.Equal(PublishOutcome.Unavailable, result.Outcome));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"The failures took {watch.Elapsed}.");
        await Eventually.TrueAsync(() => !transport.Transport.IsAvailable, TimeSpan.FromSeconds(2));

        // An outage of some length: MassTransit's own pauses grow with it.
        await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
        proxy.Open();
        watch.Restart();
        await transport.Transport.WaitUntilAvailableAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal(PublishResult.Confirmed, await transport.PublishAsync(topology.Envelope()));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"The first confirm took {watch.Elapsed}.");
        TestContext.Current.SendDiagnosticMessage($"First confirm {watch.Elapsed} after the broker was back.");
        await Eventually.TrueAsync(() => transport.Received.Count >= 1);
    }

    [Fact]
    public async Task Connection_that_is_silent_is_unavailable_after_the_confirm_timeout()
    {
        await using var topology = new TestTopology();
        await using var proxy = TcpProxy.To(TestServers.RabbitMq, out var address);
        proxy.Open();
        await using var transport = new TransportUnderTest(address, options =>
        {
            options.ConfirmTimeout = TimeSpan.FromMilliseconds(500);
            options.Heartbeat = TimeSpan.FromSeconds(2);
        });
        await transport.StartAndWaitAsync(topology);
        proxy.Freeze();

        var result = await transport.PublishAsync(topology.Envelope());

        Assert.Equal(PublishOutcome.Unavailable, result.Outcome);
        Assert.Equal("no confirm within 00:00:00.5000000", result.Error);
        await Eventually.TrueAsync(() => !transport.Transport.IsAvailable, TimeSpan.FromSeconds(10));
        proxy.Cut();
        proxy.Thaw();
        proxy.Open();
        await transport.Transport.WaitUntilAvailableAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Queue_that_is_deleted_is_made_again_within_seconds(bool isOrdered)
    {
        await using var topology = new TestTopology(isOrdered);
        await using var transport = new TransportUnderTest(TestServers.RabbitMq);
        await transport.StartAndWaitAsync(topology);
        await topology.DeleteQueueAsync();
        await Eventually.TrueAsync(() => !transport.Transport.IsAvailable, TimeSpan.FromSeconds(5));

        var watch = Stopwatch.StartNew();
        await transport.Transport.WaitUntilAvailableAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Equal(PublishResult.Confirmed, await transport.PublishAsync(topology.Envelope()));
        await Eventually.TrueAsync(() => transport.Received.Count == 1);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"It took {watch.Elapsed}.");
    }

    [Fact]
    public async Task Stop_ends_although_the_broker_was_never_there()
    {
        await using var topology = new TestTopology();
        await using var proxy = TcpProxy.To(TestServers.RabbitMq, out var address);
        var transport = new TransportUnderTest(address);
        await transport.StartAsync(topology);
        await Eventually.TrueAsync(() => transport.Logged.Count > 0);
        var watch = Stopwatch.StartNew();

        await transport.Transport.StopAsync(CancellationToken.None);

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"StopAsync took {watch.Elapsed}.");
        await transport.DisposeAsync();
    }

    [Fact]
    public async Task Login_that_is_refused_is_told_once_without_the_password_and_tried_again()
    {
        await using var topology = new TestTopology();
        var address = new UriBuilder(TestServers.RabbitMq) { Password = "s3cret-but-wrong" }.Uri;
        await using var transport = new TransportUnderTest(address);

        await transport.StartAsync(topology);
        await Eventually.TrueAsync(() => transport.Logged.Any(line => line.Contains("ACCESS_REFUSED")));
        var result = await transport.PublishAsync(topology.Envelope());
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);

        Assert.Equal(PublishOutcome.Unavailable, result.Outcome);
        Assert.Single(transport.Logged, line => line.Contains("ACCESS_REFUSED"));
        Assert.DoesNotContain(transport.Logged.Append(result.Error), line => line!.Contains("s3cret"));
    }

    [Fact]
    public async Task Foreign_bytes_reach_the_receiver_as_they_are()
    {
        await using var topology = new TestTopology();
        await using var transport = new TransportUnderTest(TestServers.RabbitMq);
        await transport.StartAndWaitAsync(topology);
        var factory = new RabbitMQ.Client.ConnectionFactory { Uri = TestServers.RabbitMq };
        await using var connection = await factory.CreateConnectionAsync(TestContext.Current.CancellationToken);
        await using var channel = await connection.CreateChannelAsync(
            cancellationToken: TestContext.Current.CancellationToken);
        var properties = new RabbitMQ.Client.BasicProperties
        {
            ContentType = "not a media type",
            MessageId = "not an id",
            Headers = new Dictionary<string, object?> { ["number"] = 7, ["table"] = new Dictionary<string, object?>() },
        };

        await channel.BasicPublishAsync(
            topology.Topic, "", mandatory: true, properties, new byte[] { 0, 255, 1, 254 }, TestContext.Current.CancellationToken);

        await Eventually.TrueAsync(() => transport.Received.Count == 1);
        var received = transport.Received.Single();
        Assert.Equal([0, 255, 1, 254], received.Body.ToArray());
        Assert.Equal("not a media type", received.ContentType);
        Assert.Null(received.MessageId);
        Assert.Equal(new KeyValuePair<string, string>("number", "7"), Assert.Single(received.Headers));
    }

    private static IEnumerable<Guid?> IdsOf(TransportUnderTest transport) => transport.Received.Select(static envelope => envelope.MessageId);
}
