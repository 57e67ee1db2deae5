using MassTransit;
using MassTransit.RabbitMqTransport.Configuration;

namespace Resile.Messaging.MassTransit.RabbitMq;

/// <summary>MassTransit's host, but with our patience instead of its own.</summary>
/// <remarks>
/// By default MassTransit waits 3 to 30 seconds, growing, between two attempts to connect, holds every send for as long, and
/// gives up for good when a login is refused. Here a receive endpoint tries again after a short, constant pause, for ever, and a
/// send fails at once: the outbox keeps the message and decides when it goes again.
/// </remarks>
internal sealed class PersistentHostConfiguration(
    IRabbitMqBusConfiguration bus, IRabbitMqTopologyConfiguration topology, TimeSpan reconnectDelay)
    : RabbitMqHostConfiguration(bus, topology)
{
    // MassTransit begins anew when the attempts of a policy are used up.
    private const int Attempts = 100;

    public override IRetryPolicy ReceiveTransportRetryPolicy { get; } =
        Retry.CreatePolicy(policy => policy.Interval(Attempts, reconnectDelay));

    public override IRetryPolicy SendTransportRetryPolicy => Retry.None;
}
