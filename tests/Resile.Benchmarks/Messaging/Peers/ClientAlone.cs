using RabbitMQ.Client;

namespace Resile.Benchmarks.Messaging.Peers;

/// <summary>RabbitMQ.Client alone, with confirms: what the broker and its client take, and the limit of what stands on them.</summary>
internal sealed class ClientAlone : IAsyncDisposable
{
    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly string _exchange;
    private readonly byte[] _body;

    private ClientAlone(IConnection connection, IChannel channel, string exchange, int bytes)
    {
        (_connection, _channel, _exchange) = (connection, channel, exchange);
        _body = new byte[bytes];
    }

    public static async Task<ClientAlone> ConnectAsync(Uri broker, string exchange, int bytes)
    {
        var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        var channel = await connection.CreateChannelAsync(new CreateChannelOptions(
            publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null));
        return new ClientAlone(connection, channel, exchange, bytes);
    }

    public Task RunAsync(int count) => PublishWindow.RunAsync(count, PublishAsync);

    /// <summary>Publishes one and waits for its confirm.</summary>
    public Task PublishAsync(int number) => _channel.BasicPublishAsync(
        _exchange,
        string.Empty,
        mandatory: true,
        new BasicProperties { Persistent = true, MessageId = Guid.CreateVersion7().ToString(), ContentType = "application/vnd.masstransit+json" },
        _body).AsTask();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
