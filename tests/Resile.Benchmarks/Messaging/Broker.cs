using RabbitMQ.Client;

namespace Resile.Benchmarks.Messaging;

/// <summary>Declares, empties and deletes what the report uses on the broker: quorum queues, as Resile does.</summary>
internal sealed class Broker : IAsyncDisposable
{
    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly List<string> _names = [];

    private Broker(IConnection connection, IChannel channel) => (_connection, _channel) = (connection, channel);

    public static async Task<Broker> ConnectAsync(Uri address)
    {
        var connection = await new ConnectionFactory { Uri = address }.CreateConnectionAsync();
        return new Broker(connection, await connection.CreateChannelAsync());
    }

    /// <summary>Makes an exchange that everything goes through into a queue of its own.</summary>
    public async Task DeclareAsync(string exchange)
    {
        await _channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true);
        await _channel.QueueDeclareAsync(
            exchange + "-kept", durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        await _channel.QueueBindAsync(exchange + "-kept", exchange, string.Empty);
        _names.Add(exchange);
    }

    /// <summary>Empties the queue of an exchange.</summary>
    public Task PurgeAsync(string exchange) => _channel.QueuePurgeAsync(exchange + "-kept");

    /// <summary>Deletes a queue and an exchange of one name.</summary>
    public async Task DeleteAsync(string name)
    {
        await _channel.QueueDeleteAsync(name);
        await _channel.ExchangeDeleteAsync(name);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var name in _names)
        {
            await _channel.QueueDeleteAsync(name + "-kept");
            await _channel.ExchangeDeleteAsync(name);
        }

        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
