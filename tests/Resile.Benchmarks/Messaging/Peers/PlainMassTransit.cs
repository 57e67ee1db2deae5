using MassTransit;
using Npgsql;

namespace Resile.Benchmarks.Messaging.Peers;

/// <summary>MassTransit as people use it: typed sends with confirms, and a consumer that commits its effect.</summary>
internal sealed class PlainMassTransit : IAsyncDisposable
{
    // What Resile's handlers have by default.
    private const int Concurrency = 8;
    private const int Prefetch = 32;

    private readonly IBusControl _bus;
    private readonly NpgsqlDataSource? _effects;
    private int _handled;
    private ISendEndpoint? _endpoint;

    private PlainMassTransit(Uri broker, string? queue, NpgsqlDataSource? effects)
    {
        _effects = effects;
        _bus = Bus.Factory.CreateUsingRabbitMq(bus =>
        {
            bus.Host(broker);
            if (queue is not null)
            {
                bus.ReceiveEndpoint(queue, endpoint =>
                {
                    endpoint.SetQuorumQueue();
                    endpoint.ConfigureConsumeTopology = false;
                    endpoint.PrefetchCount = Prefetch;
                    endpoint.ConcurrentMessageLimit = Concurrency;
                    endpoint.Handler<Shipped>(ConsumeAsync);
                });
            }
        });
    }

    /// <summary>Gets how many messages were consumed, and their effects committed.</summary>
    public long Handled => Volatile.Read(ref _handled);

    /// <summary>Starts a bus that sends to an exchange.</summary>
    public static async Task<PlainMassTransit> SendingToAsync(Uri broker, string exchange)
    {
        var peer = new PlainMassTransit(broker, queue: null, effects: null);
        await peer._bus.StartAsync();
        peer._endpoint = await peer._bus.GetSendEndpoint(new Uri("exchange:" + exchange));
        return peer;
    }

    /// <summary>Starts a bus that sends to a queue, and consumes what is in it.</summary>
    public static async Task<PlainMassTransit> ConsumingAsync(Uri broker, string queue, NpgsqlDataSource effects)
    {
        var peer = new PlainMassTransit(broker, queue, effects);
        await peer._bus.StartAsync();
        peer._endpoint = await peer._bus.GetSendEndpoint(new Uri("exchange:" + queue));
        return peer;
    }

    public Task RunAsync(int count) => PublishWindow.RunAsync(count, number => _endpoint!.Send(Shipped.Of(number)));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _bus.StopAsync();

    private async Task ConsumeAsync(ConsumeContext<Shipped> context)
    {
        await using (var connection = await _effects!.OpenConnectionAsync(context.CancellationToken))
        {
            await using var transaction = await connection.BeginTransactionAsync(context.CancellationToken);
            await using var command = new NpgsqlCommand(Ledger.Insert, connection, transaction);
            Database.Fill(command, context.Message);
            await command.ExecuteNonQueryAsync(context.CancellationToken);
            await transaction.CommitAsync(CancellationToken.None);
        }

        Interlocked.Increment(ref _handled);
    }
}
