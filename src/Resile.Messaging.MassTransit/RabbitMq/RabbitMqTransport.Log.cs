using Microsoft.Extensions.Logging;

namespace Resile.Messaging.MassTransit.RabbitMq;

/// <content>What it tells the log.</content>
internal sealed partial class RabbitMqTransport
{
    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "RabbitMQ at '{Address}' is available; {Queues} queues are consumed")]
        public static partial void Available(ILogger logger, string address, int queues);

        [LoggerMessage(2, LogLevel.Warning,
            "RabbitMQ at '{Address}' is not available: {Error}. Messages stay in the outbox; connecting goes on")]
        public static partial void Disconnected(ILogger logger, string address, string error);

        [LoggerMessage(3, LogLevel.Error, "The queue '{Queue}' cannot be consumed: {Error}. It is tried again")]
        public static partial void Faulted(ILogger logger, string queue, string error);

        [LoggerMessage(5, LogLevel.Error,
            "The queue '{Queue}' was declared before its messages had an order, and cannot keep one ({Error}). Give the handler another HandlerName, "
            + "or delete the queue when it is empty; it is tried again")]
        public static partial void NotOrdered(ILogger logger, string queue, string error);
    }
}
