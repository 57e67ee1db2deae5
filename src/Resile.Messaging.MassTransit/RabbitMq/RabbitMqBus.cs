using System.Net.Security;
using MassTransit;
using MassTransit.Logging;
using MassTransit.RabbitMqTransport.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Resile.Messaging.Transport;

namespace Resile.Messaging.MassTransit.RabbitMq;

/// <summary>Builds a MassTransit bus whose endpoints hand raw bytes to the engine.</summary>
/// <remarks>
/// Built without MassTransit's container integration: no consumer scanning, no message types, no dynamic proxies, no hosted
/// service, no usage telemetry. MassTransit's own log stays silent, because it would repeat itself at every attempt to
/// connect; <see cref="RabbitMqTransport"/> says once what matters.
/// </remarks>
internal sealed class RabbitMqBus
{
    private RabbitMqBus(IBusControl control, IRabbitMqHostConfiguration host)
    {
        Control = control;
        Host = host;
    }

    public IBusControl Control { get; }

    /// <summary>Gives access to the one connection that everything shares.</summary>
    public IRabbitMqHostConfiguration Host { get; }

    public static RabbitMqBus Create(
        RabbitMqAddress address,
        RabbitMqOptions options,
        IReadOnlyList<Subscription> subscriptions,
        Func<Subscription, IFilter<ReceiveContext>> createReceiver)
    {
        LogContext.Current = new BusLogContext(NullLoggerFactory.Instance);

        var topology = new RabbitMqTopologyConfiguration(RabbitMqBusFactory.CreateMessageTopology());
        var configuration = new PersistentBusConfiguration(topology, options.ReconnectDelay);
        var configurator = new RabbitMqBusFactoryConfigurator(configuration);
        ConfigureHost(configurator, address, options);
        foreach (var subscription in subscriptions)
        {
            configurator.ReceiveEndpoint(subscription.Queue, (IRabbitMqReceiveEndpointConfigurator endpoint) =>
                ConfigureEndpoint(endpoint, subscription, options, createReceiver(subscription)));
        }

        return new RabbitMqBus(configurator.Build(configuration), configuration.HostConfiguration);
    }

    private static void ConfigureHost(
        RabbitMqBusFactoryConfigurator configurator, RabbitMqAddress address, RabbitMqOptions options)
    {
        var host = new RabbitMqHostConfigurator(address.Host, address.VirtualHost, address.Port);
        host.Username(address.UserName);
        host.Password(address.Password);
        host.Heartbeat(options.Heartbeat);
        host.RequestedConnectionTimeout(options.ConfirmTimeout);
        host.PublisherConfirmation = true;
        if (address.Tls)
        {
            host.UseSsl(tls =>
            {
                tls.Protocol = options.Tls.Protocols;
                tls.ServerName = options.Tls.ServerName ?? address.Host;
                tls.Certificate = TlsCertificates.LoadClient(options.Tls);

                // MassTransit would accept a certificate that nobody vouches for.
                tls.EnforcePolicyErrors(SslPolicyErrors.RemoteCertificateChainErrors
                    | SslPolicyErrors.RemoteCertificateNameMismatch | SslPolicyErrors.RemoteCertificateNotAvailable);
                if (TlsCertificates.LoadAuthorities(options.Tls) is { } authorities)
                {
                    tls.CertificateValidationCallback = TlsCertificates.TrustOnly(authorities);
                }
            });
        }

        configurator.Host(host.Settings);
    }

    private static void ConfigureEndpoint(
        IRabbitMqReceiveEndpointConfigurator endpoint,
        Subscription subscription,
        RabbitMqOptions options,
        IFilter<ReceiveContext> receiver)
    {
        endpoint.ConfigureConsumeTopology = false;
        endpoint.PrefetchCount = subscription.Prefetch;
        endpoint.ConcurrentMessageLimit = subscription.Concurrency;
        if (options.QuorumQueues)
        {
            endpoint.SetQuorumQueue();

            // RabbitMQ 4 drops a message after 20 returns unless told otherwise. A message returns to its queue only while this
            // process cannot settle it, for as long as that takes; the engine counts attempts itself.
            endpoint.SetQueueArgument("x-delivery-limit", int.MaxValue);
        }

        // One process at a time gets messages; when it goes, another one does.
        if (subscription.IsOrdered)
        {
            endpoint.SingleActiveConsumer = true;
        }

        foreach (var topic in subscription.Topics)
        {
            endpoint.Bind(topic);
        }

        // Stands before MassTransit's own deserialization, error queue and skipped queue, and passes nothing on to them.
        endpoint.ConfigureReceive(pipe => pipe.UseFilter(receiver));
    }
}
