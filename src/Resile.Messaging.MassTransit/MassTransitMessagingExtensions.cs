using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Resile.Messaging;
using Resile.Messaging.MassTransit;
using Resile.Messaging.MassTransit.InMemory;
using Resile.Messaging.MassTransit.RabbitMq;
using Resile.Messaging.Transport;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets durable messages travel through MassTransit: in memory, or over RabbitMQ.</summary>
/// <remarks>
/// The bus belongs to Resile alone. It is not registered in the container, so an application that uses MassTransit itself
/// keeps its own, and no usage telemetry is collected or reported.
/// </remarks>
public static class MassTransitMessagingExtensions
{
    /// <summary>Carries messages inside this process: senders and handlers have to live in it.</summary>
    /// <param name="builder">The messaging section of <c>AddResile</c>.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>Nothing is lost when the process is killed: an outbox row goes only when its handlers have committed.</remarks>
    /// <exception cref="DurableMessageException">Another transport was chosen before.</exception>
    public static MessagingBuilder UseInMemory(this MessagingBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.UseTransport<InMemoryTransport>();
    }

    /// <summary>Carries messages over RabbitMQ.</summary>
    /// <param name="builder">The messaging section of <c>AddResile</c>.</param>
    /// <param name="address">For example <c>amqp://user:password@host:5672/vhost</c>; <c>amqps</c> for TLS.</param>
    /// <param name="configure">Changes what else can be set.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>The configuration section <c>Resile:Messaging:RabbitMq</c> wins over what is said here.</remarks>
    /// <exception cref="DurableMessageException">Another transport was chosen before.</exception>
    public static MessagingBuilder UseRabbitMq(
        this MessagingBuilder builder, Uri address, Action<RabbitMqOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        return builder.UseRabbitMq(address.OriginalString, configure);
    }

    /// <inheritdoc cref="UseRabbitMq(MessagingBuilder, Uri, Action{RabbitMqOptions}?)"/>
    public static MessagingBuilder UseRabbitMq(
        this MessagingBuilder builder, string address, Action<RabbitMqOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        return builder.UseRabbitMq(options =>
        {
            options.Address = address;
            configure?.Invoke(options);
        });
    }

    /// <summary>Carries messages over RabbitMQ, at the address that <c>Resile:Messaging:RabbitMq:Address</c> configures.</summary>
    /// <param name="builder">The messaging section of <c>AddResile</c>.</param>
    /// <param name="configure">Sets what the configuration does not.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="DurableMessageException">Another transport was chosen before.</exception>
    public static MessagingBuilder UseRabbitMq(this MessagingBuilder builder, Action<RabbitMqOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = builder.Services.AddOptions<RabbitMqOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IPostConfigureOptions<RabbitMqOptions>, RabbitMqOptionsBinding>(
                provider => new RabbitMqOptionsBinding(provider.GetService<IConfiguration>())));
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<RabbitMqOptions>, RabbitMqOptionsValidator>());
        return builder.UseTransport<RabbitMqTransport>();
    }

    private static MessagingBuilder UseTransport<TTransport>(this MessagingBuilder builder)
        where TTransport : class, IEnvelopeTransport
    {
        var chosen = builder.Services.FirstOrDefault(service => service.ServiceType == typeof(IEnvelopeTransport));
        if (chosen is not null && chosen.ImplementationType != typeof(TTransport))
        {
            throw new DurableMessageException(
                $"Durable messages already travel through {chosen.ImplementationType?.Name ?? "another transport"}; "
                + $"{typeof(TTransport).Name} cannot be added. Call one of UseInMemory and UseRabbitMq, not both.");
        }

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<IEnvelopeTransport, TTransport>();
        return builder;
    }
}
