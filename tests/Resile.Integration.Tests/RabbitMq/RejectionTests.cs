using System.Text;
using Resile.Integration.Tests.Servers;
using Resile.Messaging.Transport;

namespace Resile.Integration.Tests.RabbitMq;

/// <summary>What the broker refuses holds up itself alone.</summary>
public sealed class RejectionTests
{
    [Fact]
    public async Task Headers_that_do_not_fit_into_a_frame_are_rejected_and_the_connection_stands()
    {
        await using var topology = new TestTopology();
        await using var transport = new TransportUnderTest(TestServers.RabbitMq);
        await transport.StartAndWaitAsync(topology);

        var refused = await transport.PublishAsync(topology.Envelope(headers: [new("large", new string('x', 200_000))]));
        var taken = await transport.PublishAsync(topology.Envelope(headers: [new("large", new string('x', 60_000))]));

        Assert.Equal(PublishOutcome.Rejected, refused.Outcome);
        Assert.Contains("200005 bytes", refused.Error);
        Assert.Equal(PublishResult.Confirmed, taken);
        Assert.DoesNotContain(transport.Logged, line => line.Contains("not available"));
    }

    [Fact]
    public async Task Envelope_that_the_broker_finds_too_large_is_rejected_and_the_others_pass()
    {
        await using var topology = new TestTopology();
        await using var transport = new TransportUnderTest(TestServers.RabbitMq);
        await transport.StartAndWaitAsync(topology);
        var envelope = topology.Envelope();
        var large = new OutgoingEnvelope
        {
            MessageId = envelope.MessageId,
            Destination = envelope.Destination,
            MessageType = envelope.MessageType,
            ContentType = envelope.ContentType,
            Body = new byte[130 * 1024 * 1024],
        };

        var result = await transport.PublishAsync(large);

        Assert.Equal(PublishOutcome.Rejected, result.Outcome);
        await Eventually.TrueAsync(async () => (await transport.PublishAsync(envelope)).Outcome == PublishOutcome.Confirmed);
        await Eventually.TrueAsync(() => transport.Received.Count >= 1);
        Assert.Equal(Encoding.UTF8.GetString(envelope.Body.Span), Encoding.UTF8.GetString(transport.Received.First().Body.Span));
    }
}
