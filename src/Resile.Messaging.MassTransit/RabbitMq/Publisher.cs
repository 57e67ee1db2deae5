using RabbitMQ.Client;
using Resile.Messaging.Transport;

namespace Resile.Messaging.MassTransit.RabbitMq;

/// <summary>Publishes envelopes on the bus's connection, with confirms.</summary>
/// <remarks>
/// Beside MassTransit's send pipeline, which makes a context of some thirty objects for each message only to copy bytes that are an envelope already, and declares
/// the exchange of whoever asked anew when that is gone: nobody would ever delete it. What goes over the wire is what MassTransit would send.
/// </remarks>
internal sealed class Publisher(TimeSpan patience, TimeProvider time)
{
    private readonly Lock _lock = new();
    private IConnection? _connection;
    private Task<PublishChannel>? _channel;

    /// <summary>Stands on another connection from now on, or on none. What was under way ended with the one before.</summary>
    public void Use(IConnection? connection)
    {
        lock (_lock)
        {
            (_connection, _channel) = (connection, null);
        }
    }

    /// <summary>Publishes one envelope and waits for the confirm.</summary>
    /// <exception cref="TimeoutException">It did not come in time.</exception>
    public async ValueTask<PublishResult> PublishAsync(OutgoingEnvelope envelope, CancellationToken cancellationToken)
    {
        var publication = UnconfirmedPublication.Of(envelope);
        var channel = await ReadyAsync(publication.Exchange, cancellationToken).ConfigureAwait(false);
        channel.Send(publication);
        try
        {
            return await publication.Task.WaitAsync(patience, time, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // What waits to be sent need not be, once nobody waits for it.
            publication.TrySetCanceled(CancellationToken.None);
        }
    }

    private async ValueTask<PublishChannel> ReadyAsync(string exchange, CancellationToken cancellationToken)
    {
        // Not with the token of the one who asks first: others wait for the same.
        var channel = await ChannelAsync().WaitAsync(patience, time, cancellationToken).ConfigureAwait(false);
        if (exchange.Length > 0)
        {
            await channel.DeclareAsync(exchange).WaitAsync(patience, time, cancellationToken).ConfigureAwait(false);
        }

        return channel;
    }

    private Task<PublishChannel> ChannelAsync()
    {
        lock (_lock)
        {
            // The broker closes a channel over what it takes for a mistake.
            if (_channel is null || _channel.IsFaulted || _channel.IsCanceled || _channel is { IsCompletedSuccessfully: true, Result.IsOpen: false })
            {
                _channel = _connection is null
                    ? Task.FromException<PublishChannel>(new InvalidOperationException("there is no connection"))
                    : PublishChannel.OpenAsync(_connection);
            }

            return _channel;
        }
    }
}
