using MassTransit;
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

    /// <summary>Sorts an exception into an outcome.</summary>
    /// <remarks>
    /// What cannot be told apart counts as an unavailable broker, which costs the message nothing: the other way round an outage
    /// would turn good messages into dead letters.
    /// </remarks>
    public static PublishResult Sort(Exception exception, int bodyLength)
    {
        switch (exception)
        {
            case MessageReturnedException:
                return new PublishResult(PublishOutcome.Unroutable, "no queue is bound to the destination");
            case RabbitMqAddressException or FormatException or ArgumentException:
                return new PublishResult(PublishOutcome.Rejected, exception.Message);
        }

        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is global::RabbitMQ.Client.Exceptions.PublishException)
            {
                return new PublishResult(PublishOutcome.Rejected, "the broker refused the message (basic.nack)");
            }

            // The broker closes the channel, and with it every publication under way, over one message that is too large. The
            // number in its answer tells which one.
            if (cause is OperationInterruptedException { ShutdownReason: { ReplyCode: PreconditionFailed } reason }
                && reason.ReplyText.Contains($"message size {bodyLength} ", StringComparison.Ordinal))
            {
                return new PublishResult(PublishOutcome.Rejected, reason.ReplyText);
            }

            // One exchange that exists otherwise, or that this user may not use, must not hold up the messages to all others.
            if (cause is OperationInterruptedException { ShutdownReason: { ClassId: ExchangeClass or BasicClass } refusal }
                && (refusal.ReplyCode == AccessRefused
                    || refusal.ReplyText.Contains("inequivalent arg", StringComparison.Ordinal)))
            {
                return new PublishResult(PublishOutcome.Rejected, refusal.ReplyText);
            }
        }

        return new PublishResult(PublishOutcome.Unavailable, Describe(exception));
    }

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
