using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Resile.Messaging.Contracts;
using Resile.Messaging.Protection;
using Resile.Messaging.Receiving;
using Resile.Messaging.Sending;
using Resile.Messaging.Storage;
using Resile.Messaging.Transport;

namespace Resile.Messaging;

/// <summary>Sets up durable messages: the store, the transport, senders and handlers.</summary>
/// <remarks>
/// A store adds itself by <c>UseSqlite</c> or <c>UsePostgreSql</c>, a transport by <c>UseInMemory</c> or <c>UseRabbitMq</c>; the
/// generated <c>AddXxxSender</c> and <c>AddXxxHandler</c> methods add the rest. Nothing is connected before the host starts.
/// Nothing is registered either until one of the methods is called.
/// </remarks>
/// <param name="services">Where everything is registered.</param>
public sealed class MessagingBuilder(IServiceCollection services)
{
    /// <summary>Gets the services of the application.</summary>
    public IServiceCollection Services { get; } = services;

    /// <summary>Sets values for the whole process. Configuration (<c>Resile:Messaging</c>) wins over them.</summary>
    /// <returns>This builder.</returns>
    public MessagingBuilder Configure(Action<MessagingOptions> configure)
    {
        Services.AddMessagingCore().Configure(configure);
        return this;
    }

    /// <summary>Serializes messages by a source-generated context, without reflection. The first context that knows a type is used.</summary>
    /// <returns>This builder.</returns>
    public MessagingBuilder UseJson(IJsonTypeInfoResolver context)
    {
        Services.AddMessagingCore().AddSingleton(context);
        return this;
    }

    /// <summary>Sets up how messages are encrypted and signed. Configuration (<c>Resile:Messaging:Protection</c>) wins over it.</summary>
    /// <returns>This builder.</returns>
    public MessagingBuilder Protect(Action<MessageProtectionOptions> configure)
    {
        Services.AddMessagingCore().Configure(configure);
        return this;
    }

    /// <summary>Says which tenant the calling code works for: its messages carry the name, and whoever handles them finds it in <see cref="DurableContext.Tenant"/>.</summary>
    /// <param name="current">Tells the tenant's name, of 1 to 256 characters, or null. Called whenever a message is sent outside a handler, on the sender's flow.</param>
    /// <returns>This builder.</returns>
    public MessagingBuilder UseTenant(Func<IServiceProvider, string?> current)
    {
        ArgumentNullException.ThrowIfNull(current);
        Services.AddMessagingCore().Replace(ServiceDescriptor.Singleton(provider => new TenantSource(() => current(provider))));
        return this;
    }

    /// <summary>Keeps messages in a store: what <c>UseSqlite</c> and <c>UsePostgreSql</c> stand on. The first one stays.</summary>
    /// <returns>This builder.</returns>
    public MessagingBuilder UseStore(Func<IServiceProvider, IMessageStore> create)
    {
        Services.AddMessagingCore().TryAddSingleton(create);
        return this;
    }

    /// <summary>Carries messages by a transport: what <c>UseInMemory</c> and <c>UseRabbitMq</c> stand on. The first one stays.</summary>
    /// <returns>This builder.</returns>
    public MessagingBuilder UseTransport(Func<IServiceProvider, IEnvelopeTransport> create)
    {
        Services.AddMessagingCore().TryAddSingleton(create);
        return this;
    }

    /// <summary>Adds the generated sender of a contract, which callers get when they ask for the contract.</summary>
    /// <param name="create">Makes the sender.</param>
    /// <returns>This builder.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public MessagingBuilder AddSender<TContract>(Func<IMessageSender, TContract> create)
        where TContract : class
    {
        Services.AddMessagingCore().TryAddSingleton(new SenderFactory<TContract>(create));
        Services.TryAddSingleton(static provider => provider.GetRequiredService<SenderFactory<TContract>>()
            .Create(provider.GetRequiredService<AmbientSender>()));
        return this;
    }

    /// <summary>Adds a handler class. Each message gets a handler of its own, made in a scope of its own.</summary>
    /// <param name="map">The methods that it is called by, from generated code.</param>
    /// <param name="configure">Sets values of this handler. Configuration (<c>Resile:Messaging:&lt;Contract&gt;</c>) wins over them.</param>
    /// <returns>This builder.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public MessagingBuilder AddHandler<
        THandled,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        HandlerMap<THandled> map, Action<DurableMessageOptions>? configure = null)
        where THandled : class
        where THandler : class, THandled
    {
        Services.AddMessagingCore();
        var optionsName = HandlerOptionsName.Of(map.Contract, typeof(THandler));
        if (!HasHandler(typeof(THandled), typeof(THandler)))
        {
            Services.AddSingleton(new HandlerRegistration(
                typeof(THandled),
                typeof(THandler),
                optionsName,
                settings => new TypedHandlerBinding<THandled, THandler>(map, settings)));
            Services.AddHandlerOptions(optionsName);
        }

        if (configure is not null)
        {
            Services.Configure(optionsName, configure);
        }

        return this;
    }

    private bool HasHandler(Type handled, Type handler) => Services.Any(descriptor =>
        descriptor.ImplementationInstance is HandlerRegistration registration
        && registration.Handled == handled
        && registration.Handler == handler);
}
