using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using Resile.Messaging.Transport;

namespace Resile.Messaging.MassTransit.RabbitMq;

/// <summary>Says what a failed publication means to the outbox.</summary>
internal static class PublishFailure
{
    private const ushort AccessRefused = 403;
    private const ushort PreconditionFailed = 406;
    private const ushort ExchangeClass = 40;
    private const ushort BasicClass = 60;

    /// <summary>Gets what it means that the broker does not take a message on (<c>basic.nack</c>).</summary>
    public static PublishResult Refused { get; } = new(PublishOutcome.Rejected, "the broker refused the message (basic.nack)");

    /// <summary>Says what it means that a message came back.</summary>
    public static PublishResult Returned(OutgoingEnvelope envelope) => new(
        PublishOutcome.Unroutable, envelope.Destination.Kind == DestinationKind.Reply ? "who asked is gone" : "no queue is bound to the destination");

    /// <summary>Sorts an exception into an outcome.</summary>
    /// <remarks>
    /// What cannot be told apart counts as an unavailable broker, which costs the message nothing: the other way round an outage
    /// would turn good messages into dead letters.
    /// </remarks>
    public static PublishResult Sort(Exception exception, OutgoingEnvelope envelope) => exception switch
    {
        FormatException or ArgumentException => new PublishResult(PublishOutcome.Rejected, exception.Message),
        OperationInterruptedException { ShutdownReason: { } reason } when IsOver(reason, envelope) => new PublishResult(PublishOutcome.Rejected, reason.ReplyText),
        _ => new PublishResult(PublishOutcome.Unavailable, Describe(exception)),
    };

    /// <summary>Tells whether the broker closed the channel over this message, of all that were under way.</summary>
    private static bool IsOver(ShutdownEventArgs reason, OutgoingEnvelope envelope) => (reason.ReplyCode, reason.ClassId) switch
    {
        // The number in the answer tells which one is too large.
        (PreconditionFailed, BasicClass) => reason.ReplyText.Contains($"message size {envelope.Body.Length} ", StringComparison.Ordinal),

        // One exchange that exists otherwise, or that this user may not use, must not hold up the messages to all others.
        (PreconditionFailed, ExchangeClass) => reason.ReplyText.Contains("inequivalent arg", StringComparison.Ordinal),
        (AccessRefused, ExchangeClass or BasicClass) => reason.ReplyText.Contains($"'{envelope.Destination.Name}'", StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>Gets the innermost cause in words; neither MassTransit nor RabbitMQ's client puts a password there.</summary>
    public static string Describe(Exception exception)
    {
        while (exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception.Message;
    }
}
