using Resile.Integration.Tests.Servers;
using Resile.Messaging.Transport;

namespace Resile.Integration.Tests.RabbitMq;

/// <summary>Many publications under way on one channel, each with an answer of its own.</summary>
public sealed class PublishTests
{
    private const int Many = 300;

    [Fact]
    public async Task Envelopes_that_come_back_are_told_from_those_beside_them()
    {
        await using var taken = new TestTopology();
        await using var unbound = new TestTopology();
        await using var transport = new TransportUnderTest(TestServers.RabbitMq);
        await transport.StartAndWaitAsync(taken);
        var twice = unbound.Envelope();
        OutgoingEnvelope[] envelopes =
        [
            .. Enumerable.Range(0, Many).Select(number => (number % 3) switch
            {
                0 => unbound.Envelope(),
                1 => unbound.Envelope(subscriberRequired: false),
                _ => taken.Envelope(),
            }),
            twice,
            twice,
        ];

        var results = await Task.WhenAll(envelopes.Select(envelope => transport.PublishAsync(envelope).AsTask()));

        Assert.Equal(
            envelopes.Select(envelope => envelope.SubscriberRequired && envelope.Destination.Name == unbound.Topic ? PublishOutcome.Unroutable : PublishOutcome.Confirmed),
            results.Select(result => result.Outcome));
        await Eventually.TrueAsync(() => transport.Received.Count == Many / 3);
    }

    [Fact]
    public async Task Exchange_that_exists_otherwise_costs_what_is_under_way_beside_it_nothing()
    {
        await using var topology = new TestTopology();
        await using var foreign = new TestTopology();
        await using var transport = new TransportUnderTest(TestServers.RabbitMq);
        await transport.StartAndWaitAsync(topology);
        await foreign.DeclareOtherwiseAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, Many)
            .Select(number => transport.PublishAsync(number % 50 == 0 ? foreign.Envelope() : topology.Envelope()).AsTask()));

        Assert.Equal(Many / 50, results.Count(result => result.Outcome == PublishOutcome.Rejected && result.Error!.Contains(foreign.Topic, StringComparison.Ordinal)));
        Assert.Equal(Many - (Many / 50), results.Count(result => result == PublishResult.Confirmed));

        await foreign.DeleteTopicAsync();
        Assert.Equal(PublishOutcome.Unroutable, (await transport.PublishAsync(foreign.Envelope())).Outcome);
    }

    [Fact]
    public async Task Exchange_that_is_deleted_is_declared_again()
    {
        await using var topology = new TestTopology();
        await using var transport = new TransportUnderTest(TestServers.RabbitMq);
        await transport.StartAndWaitAsync();
        Assert.Equal(PublishOutcome.Unroutable, (await transport.PublishAsync(topology.Envelope())).Outcome);
        await topology.DeleteTopicAsync();

        var gone = await transport.PublishAsync(topology.Envelope());
        var back = await transport.PublishAsync(topology.Envelope());

        Assert.Equal(PublishOutcome.Unavailable, gone.Outcome);
        Assert.Contains(topology.Topic, gone.Error);
        Assert.Equal(PublishOutcome.Unroutable, back.Outcome);
    }

    [Fact]
    public async Task Name_that_no_exchange_can_have_is_rejected()
    {
        await using var topology = new TestTopology();
        await using var transport = new TransportUnderTest(TestServers.RabbitMq);
        await transport.StartAndWaitAsync(topology);
        var envelope = topology.Envelope();

        var refused = await transport.PublishAsync(new OutgoingEnvelope
        {
            MessageId = envelope.MessageId,
            Destination = Destination.Topic(new string('x', 300)),
            MessageType = envelope.MessageType,
            ContentType = envelope.ContentType,
            Body = envelope.Body,
        });

        Assert.Equal(PublishOutcome.Rejected, refused.Outcome);
        Assert.Equal(PublishResult.Confirmed, await transport.PublishAsync(envelope));
    }

    [Fact]
    public async Task Publication_that_is_cancelled_ends_at_once()
    {
        await using var topology = new TestTopology();
        await using var proxy = TcpProxy.To(TestServers.RabbitMq, out var address);
        proxy.Open();
        await using var transport = new TransportUnderTest(address);
        await transport.StartAndWaitAsync(topology);
        Assert.Equal(PublishResult.Confirmed, await transport.PublishAsync(topology.Envelope()));
        proxy.Freeze();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var publishing = transport.Transport.PublishAsync(topology.Envelope(), cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => publishing.AsTask());
        proxy.Cut();
    }
}
