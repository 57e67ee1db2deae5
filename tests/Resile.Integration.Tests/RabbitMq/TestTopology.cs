using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Resile.Integration.Tests.Servers;
using Resile.Messaging.Transport;

namespace Resile.Integration.Tests.RabbitMq;

/// <summary>A topic and a queue that no other test uses, deleted afterwards.</summary>
internal sealed class TestTopology(bool isOrdered = false) : IAsyncDisposable
{
    private readonly string _id = Guid.NewGuid().ToString("N");

    public string Topic => $"Resile.Tests:Event-{_id}";

    public string Queue => $"resile-tests-{_id}";

    public Subscription Subscription(EnvelopeReceiver receiver) => Subscription(receiver, isOrdered);

    public Subscription Subscription(EnvelopeReceiver receiver, bool isOrdered) => new()
    {
        Queue = Queue,
        Topics = [Topic],
        Concurrency = isOrdered ? 16 : 4,
        Prefetch = 16,
        IsOrdered = isOrdered,
        Receiver = receiver,
    };

    public OutgoingEnvelope Envelope(
        string body = "{}", bool subscriberRequired = true, IReadOnlyList<KeyValuePair<string, string>>? headers = null) =>
        new()
        {
            MessageId = Guid.CreateVersion7(),
            Destination = Destination.Topic(Topic),
            MessageType = "urn:message:Resile.Tests:Event",
            ContentType = "application/vnd.masstransit+json",
            Body = Encoding.UTF8.GetBytes(body),
            Headers = headers ?? [new("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")],
            SubscriberRequired = subscriberRequired,
        };

    /// <summary>Deletes the queue, whoever consumes it.</summary>
    public async Task DeleteQueueAsync()
    {
        await using var connection = await new ConnectionFactory { Uri = TestServers.RabbitMq }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeleteAsync(Queue);
    }

    /// <summary>Declares the topic as nobody else would.</summary>
    public async Task DeclareOtherwiseAsync()
    {
        await using var connection = await new ConnectionFactory { Uri = TestServers.RabbitMq }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync(Topic, ExchangeType.Topic, durable: true, autoDelete: false);
    }

    /// <summary>Deletes the topic.</summary>
    public async Task DeleteTopicAsync()
    {
        await using var connection = await new ConnectionFactory { Uri = TestServers.RabbitMq }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeleteAsync(Topic);
    }

    /// <summary>Tells whether the queue is there.</summary>
    public async Task<bool> HasQueueAsync()
    {
        await using var connection = await new ConnectionFactory { Uri = TestServers.RabbitMq }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        try
        {
            await channel.QueueDeclarePassiveAsync(Queue);
            return true;
        }
        catch (OperationInterruptedException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        var factory = new ConnectionFactory { Uri = TestServers.RabbitMq };
        await using var connection = await factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeleteAsync(Queue);
        await channel.ExchangeDeleteAsync(Queue);
        await channel.ExchangeDeleteAsync(Topic);
    }
}
