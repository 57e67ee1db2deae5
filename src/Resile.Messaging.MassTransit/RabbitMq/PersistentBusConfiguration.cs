using MassTransit;
using MassTransit.Configuration;
using MassTransit.Observables;
using MassTransit.RabbitMqTransport.Configuration;

namespace Resile.Messaging.MassTransit.RabbitMq;

/// <summary>What MassTransit's RabbitMQ bus is built from, around a <see cref="PersistentHostConfiguration"/>.</summary>
internal sealed class PersistentBusConfiguration : RabbitMqEndpointConfiguration, IRabbitMqBusConfiguration
{
    private readonly BusObservable _observers = new();

    public PersistentBusConfiguration(IRabbitMqTopologyConfiguration topology, TimeSpan reconnectDelay)
        : base(topology)
    {
        HostConfiguration = new PersistentHostConfiguration(this, topology, reconnectDelay);
        BusEndpointConfiguration = CreateEndpointConfiguration(isBusEndpoint: true);
    }

    public IRabbitMqHostConfiguration HostConfiguration { get; }

    public IRabbitMqEndpointConfiguration BusEndpointConfiguration { get; }

    IHostConfiguration IBusConfiguration.HostConfiguration => HostConfiguration;

    IEndpointConfiguration IBusConfiguration.BusEndpointConfiguration => BusEndpointConfiguration;

    IBusObserver IBusConfiguration.BusObservers => _observers;

    public ConnectHandle ConnectBusObserver(IBusObserver observer) => _observers.Connect(observer);

    public ConnectHandle ConnectEndpointConfigurationObserver(IEndpointConfigurationObserver observer) =>
        HostConfiguration.ConnectEndpointConfigurationObserver(observer);
}
