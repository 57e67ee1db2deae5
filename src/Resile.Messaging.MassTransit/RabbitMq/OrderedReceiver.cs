using System.Runtime.CompilerServices;
using MassTransit;
using MassTransit.RabbitMqTransport;
using RabbitMQ.Client;
using Resile.Messaging.Transport;

namespace Resile.Messaging.MassTransit.RabbitMq;

/// <summary>Hands the deliveries of a queue to the engine in the order of the queue, many at a time.</summary>
/// <remarks>
/// The queue has a single active consumer. What this process cannot settle is never given back message by message: the queue would hand out later
/// ones meanwhile. It goes back with its channel, all at once and to its old place.
/// </remarks>
internal sealed class OrderedReceiver(Subscription subscription, RunningReceivers receivers, TimeProvider timeProvider, CancellationToken patienceEnded)
{
    // Only a fault in between could lose a delivery, and with it the turn of all behind it.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LongestClose = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CloseInterval = TimeSpan.FromMilliseconds(5);

    private readonly ConditionalWeakTable<IChannel, DeliverySequence> _sequences = [];

    /// <summary>Receives a delivery.</summary>
    public async Task ReceiveAsync(ReceiveContext context)
    {
        var tag = ((RabbitMqReceiveContext)context).DeliveryTag;
        var channel = context.GetPayload<ChannelContext>().Channel;
        var sequence = _sequences.GetValue(channel, static _ => new DeliverySequence());
        try
        {
            var envelope = IncomingDelivery.Read(context);
            await sequence.WaitAsync(tag, context.CancellationToken).WaitAsync(LongestWait, CancellationToken.None).ConfigureAwait(false);
            var isRunning = receivers.TryBegin();
            Task receiving;
            try
            {
                receiving = isRunning ? subscription.Receiver(envelope, patienceEnded) : receivers.Ended.WaitAsync(context.CancellationToken);
            }
            finally
            {
                sequence.Pass(tag);
            }

            try
            {
                await receiving.ConfigureAwait(false);
            }
            finally
            {
                if (isRunning)
                {
                    receivers.End();
                }
            }

            if (!isRunning)
            {
                throw new OperationCanceledException("This process is stopping.");
            }
        }
        catch (Exception)
        {
            await CloseAsync(channel, timeProvider).ConfigureAwait(false);
            throw;
        }
    }

    private static async Task CloseAsync(IChannel channel, TimeProvider timeProvider)
    {
        // Whoever awaits it in a delivery waits for himself: the client waits for the deliveries of the channel. It is closed before that.
        _ = Task.Run(() => channel.AbortAsync(CancellationToken.None));
        for (var waited = TimeSpan.Zero; channel.IsOpen && waited < LongestClose; waited += CloseInterval)
        {
            await Task.Delay(CloseInterval, timeProvider, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
