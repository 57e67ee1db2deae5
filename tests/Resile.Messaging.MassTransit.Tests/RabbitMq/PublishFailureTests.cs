using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using Resile.Messaging.MassTransit.RabbitMq;
using Resile.Messaging.Transport;

namespace Resile.Messaging.MassTransit.Tests.RabbitMq;

/// <summary>What closes a channel ends all publications under way; it is the fault of one.</summary>
public sealed class PublishFailureTests
{
    [Theory]
    [InlineData(403, 60, "ACCESS_REFUSED - access to exchange 'Acme:Placed' in vhost '/' refused for user 'shop'", PublishOutcome.Rejected)]
    [InlineData(403, 60, "ACCESS_REFUSED - access to exchange 'Acme:Shipped' in vhost '/' refused for user 'shop'", PublishOutcome.Unavailable)]
    [InlineData(403, 60, "ACCESS_REFUSED - access to exchange 'Acme:Placed2' in vhost '/' refused for user 'shop'", PublishOutcome.Unavailable)]
    [InlineData(403, 40, "ACCESS_REFUSED - access to exchange 'Acme:Placed' in vhost '/' refused for user 'shop'", PublishOutcome.Rejected)]
    [InlineData(406, 60, "PRECONDITION_FAILED - message size 7 is larger than configured max size 5", PublishOutcome.Rejected)]
    [InlineData(406, 60, "PRECONDITION_FAILED - message size 77 is larger than configured max size 5", PublishOutcome.Unavailable)]
    [InlineData(406, 40, "PRECONDITION_FAILED - inequivalent arg 'type' for exchange 'Acme:Placed' in vhost '/'", PublishOutcome.Rejected)]
    [InlineData(404, 60, "NOT_FOUND - no exchange 'Acme:Placed' in vhost '/'", PublishOutcome.Unavailable)]
    [InlineData(320, 0, "CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'", PublishOutcome.Unavailable)]
    public void Closing_of_a_channel_rejects_the_message_that_it_is_about_and_no_other(ushort code, ushort classId, string text, PublishOutcome outcome)
    {
        var reason = new ShutdownEventArgs(ShutdownInitiator.Peer, code, text, classId, methodId: 40);

        var result = PublishFailure.Sort(new OperationInterruptedException(reason), Envelope());

        Assert.Equal(outcome, result.Outcome);
        Assert.Contains(text, result.Error);
    }

    [Fact]
    public void What_cannot_be_written_at_all_is_rejected_and_what_cannot_be_told_is_not()
    {
        Assert.Equal(PublishOutcome.Rejected, PublishFailure.Sort(new ArgumentException("a name is too long"), Envelope()).Outcome);
        Assert.Equal(PublishOutcome.Unavailable, PublishFailure.Sort(new IOException("outer", new TimeoutException("inner")), Envelope()).Outcome);
        Assert.Equal("inner", PublishFailure.Sort(new IOException("outer", new TimeoutException("inner")), Envelope()).Error);
    }

    private static OutgoingEnvelope Envelope() => new()
    {
        MessageId = Guid.CreateVersion7(),
        Destination = Destination.Topic("Acme:Placed"),
        MessageType = "urn:message:Acme:Placed",
        ContentType = "application/vnd.masstransit+json",
        Body = new byte[7],
    };
}
