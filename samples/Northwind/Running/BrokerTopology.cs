using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Northwind.Running;

/// <summary>Keeps the sample's queues apart: from another run's on the same broker, and from what a run that was cut off left behind.</summary>
/// <param name="address">Where the broker is.</param>
internal sealed class BrokerTopology(string address) : IAsyncDisposable
{
    private const string Claim = "northwind-sample-is-running";
    private static readonly string[] Queues = ["billing-order-events-billing-desk", "shipping-billing-events-shipping-desk"];

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);

    private IConnection? _connection;

    /// <summary>Gets where the broker is.</summary>
    public string Address { get; } = address;

    /// <summary>Claims the sample's queues for this run, and removes old ones.</summary>
    /// <exception cref="InvalidOperationException">The broker does not answer, or another run uses it.</exception>
    public async Task ClaimAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Comes back by itself, and makes the claim anew, where the broker goes down and returns.
            _connection = await new ConnectionFactory { Uri = new Uri(Address) }.CreateConnectionAsync(cancellationToken);
            await using var channel = await _connection.CreateChannelAsync(cancellationToken: cancellationToken);
            await channel.QueueDeclareAsync(Claim, durable: false, exclusive: true, autoDelete: true, cancellationToken: cancellationToken);
            await DeleteQueuesAsync(channel);
        }
        catch (BrokerUnreachableException exception)
        {
            throw new InvalidOperationException("The broker that RESILE_RABBITMQ names does not answer. Start it, or name another.", exception);
        }
        catch (OperationInterruptedException exception)
        {
            throw new InvalidOperationException("Another run of this sample uses the broker. Wait for its end, or name another virtual host in RESILE_RABBITMQ.", exception);
        }
    }

    /// <summary>Tells whether the broker answers.</summary>
    public async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await ConnectOnceAsync(cancellationToken);
            return true;
        }
        catch (BrokerUnreachableException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is null)
        {
            return;
        }

        try
        {
            await using var connection = await ConnectOnceAsync(CancellationToken.None);
            await using var channel = await connection.CreateChannelAsync();
            await DeleteQueuesAsync(channel);
        }
        catch (BrokerUnreachableException)
        {
            // Away: killed, and the run cut off before its return. The next run removes what this one leaves.
        }

        await _connection.DisposeAsync();
    }

    private Task<IConnection> ConnectOnceAsync(CancellationToken cancellationToken) =>
        new ConnectionFactory { Uri = new Uri(Address), AutomaticRecoveryEnabled = false, RequestedConnectionTimeout = AnswerLimit }
            .CreateConnectionAsync(cancellationToken);

    private static async Task DeleteQueuesAsync(IChannel channel)
    {
        foreach (var queue in Queues)
        {
            await channel.QueueDeleteAsync(queue, ifUnused: false, ifEmpty: false);
        }
    }
}
