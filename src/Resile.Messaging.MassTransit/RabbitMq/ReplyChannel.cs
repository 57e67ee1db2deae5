using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using Resile.Messaging.Transport;

namespace Resile.Messaging.MassTransit.RabbitMq;

/// <summary>The way of answers to requests: a temporary queue of this process's own, and a channel to those of others.</summary>
/// <remarks>
/// Beside MassTransit, on its connection. Its send endpoint would declare the exchange of whoever asked anew when that is gone, and nobody would ever delete it; here such an answer
/// comes back as unroutable. The queue is exclusive, so it goes with the connection, and is made anew, under another name, for the first request after that.
/// </remarks>
internal sealed class ReplyChannel
{
    private static readonly CreateChannelOptions Confirmed = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    private readonly Lock _lock = new();
    private IConnection? _connection;
    private Task<ReplyQueue>? _queue;
    private Task<IChannel>? _channel;

    /// <summary>Stands on another connection from now on, or on none. What was open is gone with the one before.</summary>
    public void Use(IConnection? connection)
    {
        lock (_lock)
        {
            (_connection, _queue, _channel) = (connection, null, null);
        }
    }

    /// <summary>Opens the queue for answers to this process, unless it is open.</summary>
    /// <returns>Its name.</returns>
    public async Task<string> OpenAsync(Action<IncomingEnvelope> receiver, CancellationToken cancellationToken)
    {
        Task<ReplyQueue> opening;
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

    /// <summary>Sends an answer.</summary>
    public async Task<PublishResult> AnswerAsync(OutgoingEnvelope envelope, CancellationToken cancellationToken)
    {
        var properties = new BasicProperties
        {
            MessageId = envelope.MessageId.ToString(),
            ContentType = envelope.ContentType,
            Headers = envelope.Headers.ToDictionary(static header => header.Key, static header => (object?)header.Value),
        };
        try
        {
            // By the default exchange: a queue for answers has the name of its exchange, with MassTransit too.
            var channel = await ChannelAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            await channel.BasicPublishAsync("", QueueOf(envelope.Destination.Name), mandatory: true, properties, envelope.Body, cancellationToken).ConfigureAwait(false);
            return PublishResult.Confirmed;
        }
        catch (PublishException exception) when (exception.IsReturn)
        {
            return new PublishResult(PublishOutcome.Unroutable, "who asked is gone");
        }
    }

    private static string QueueOf(string address)
    {
        var uri = new Uri(address);
        return Uri.UnescapeDataString(uri.Segments[^1]);
    }

    private static async Task<ReplyQueue> ConsumeAsync(IConnection connection, Action<IncomingEnvelope> receiver)
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
        return new ReplyQueue(name, consumer);
    }

    private Task<IChannel> ChannelAsync()
    {
        lock (_lock)
        {
            // The broker closes a channel over what it takes for a mistake.
            if (_channel is null || _channel.IsFaulted || _channel.IsCanceled || _channel is { IsCompletedSuccessfully: true, Result.IsOpen: false })
            {
                _channel = Connection().CreateChannelAsync(Confirmed);
            }

            return _channel;
        }
    }

    private IConnection Connection() => _connection ?? throw new InvalidOperationException("there is no connection");

    private sealed record ReplyQueue(string Name, AsyncEventingBasicConsumer Consumer);
}
