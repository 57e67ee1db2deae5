using Microsoft.Extensions.DependencyInjection;

namespace Resile.Messaging;

/// <summary>Sets up durable messages: the store, the transport, senders and handlers.</summary>
/// <remarks>
/// A store adds itself by <c>UseSqlite</c> or <c>UsePostgreSql</c>, a transport by <c>UseInMemory</c> or <c>UseRabbitMq</c>; the
/// generated <c>AddXxxSender</c> and <c>AddXxxHandler</c> methods add the rest. Nothing is connected before the host starts.
/// </remarks>
/// <param name="services">Where everything is registered.</param>
public sealed class MessagingBuilder(IServiceCollection services)
{
    /// <summary>Gets the services of the application.</summary>
    public IServiceCollection Services { get; } = services;
}
