using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Resile.Messaging.Transport;

namespace Resile.Messaging.MassTransit.RabbitMq;

/// <summary>Where the answers to this process's requests come to: a temporary queue on the bus's connection.</summary>
/// <remarks>It is exclusive, so it goes with the connection, and is made anew, under another name, for the first request after that.</remarks>
internal sealed class ReplyQueue
{
    private readonly Lock _lock = new();
    private IConnection? _connection;
    private Task<OpenQueue>? _queue;

    /// <summary>Stands on another connection from now on, or on none. What was open is gone with the one before.</summary>
    public void Use(IConnection? connection)
    {
        lock (_lock)
        {
            (_connection, _queue) = (connection, null);
        }
    }

    /// <summary>Opens the queue for answers to this process, unless it is open.</summary>
    /// <returns>Its name.</returns>
    public async Task<string> OpenAsync(Action<IncomingEnvelope> receiver, CancellationToken cancellationToken)
    {
        Task<OpenQueue> opening;
        lock (_lock)
        {
            if (_queue is null || _queue.IsFaulted || _queue.IsCanceled || _queue is { IsCompletedSuccessfully: true, Result.Consumer.IsRunning: false })
            {
                // Not with the token of the one who asks first: others wait for it too.
                _queue = ConsumeAsync(Connection(), receiver);
            }

            opening = _queue;
        }

        return (await opening.WaitAsync(cancellationToken).ConfigureAwait(false)).Name;
    }

    private static async Task<OpenQueue> ConsumeAsync(IConnection connection, Action<IncomingEnvelope> receiver)
    {
        var name = "resile-replies-" + Guid.NewGuid().ToString("N");
        var channel = await connection.CreateChannelAsync().ConfigureAwait(false);

        // As MassTransit has them: it sends to an exchange of the queue's name, and declares it so.
        await channel.ExchangeDeclareAsync(name, ExchangeType.Fanout, durable: false, autoDelete: true).ConfigureAwait(false);
        await channel.QueueDeclareAsync(name, durable: false, exclusive: true, autoDelete: true).ConfigureAwait(false);
        await channel.QueueBindAsync(name, name, routingKey: "").ConfigureAwait(false);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            receiver(IncomingDelivery.Read(delivery.Body, delivery.BasicProperties, delivery.Redelivered));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(name, autoAck: true, consumer).ConfigureAwait(false);
        return new OpenQueue(name, consumer);
    }

    private IConnection Connection() => _connection ?? throw new InvalidOperationException("there is no connection");

    private sealed record OpenQueue(string Name, AsyncEventingBasicConsumer Consumer);
}
