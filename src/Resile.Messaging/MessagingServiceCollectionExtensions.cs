using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Resile.Messaging.Diagnostics;
using Resile.Messaging.Dispatching;
using Resile.Messaging.Envelopes;
using Resile.Messaging.Protection;
using Resile.Messaging.Receiving;
using Resile.Messaging.Requests;
using Resile.Messaging.Sending;

namespace Resile.Messaging;

/// <summary>Registers the engine.</summary>
internal static class MessagingServiceCollectionExtensions
{
    /// <summary>Adds what every use of messaging needs, once.</summary>
    public static IServiceCollection AddMessagingCore(this IServiceCollection services)
    {
        if (services.Any(static descriptor => descriptor.ServiceType == typeof(Dispatcher)))
        {
            return services;
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static _ => new Failpoints());
        services.TryAddSingleton(static _ => new JitterSource(RandomNumberGenerator.GetInt32(int.MaxValue)));
        services.AddMessagingOptions();
        services.AddEnvelopes();
        services.AddSending();
        services.AddDispatching();
        services.AddReceiving();
        services.AddDiagnostics();
        services.AddHostedService<MessagingService>();
        return services;
    }

    /// <summary>Adds the options of a handler.</summary>
    public static void AddHandlerOptions(this IServiceCollection services, string name)
    {
        services.AddOptionsWithValidateOnStart<DurableMessageOptions>(name);
        services.AddSingleton<IPostConfigureOptions<DurableMessageOptions>>(provider =>
            new PostConfigureOptions<DurableMessageOptions>(name, options => Bind(provider, name, options)));
    }

    private static void AddMessagingOptions(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<MessagingOptions>();
        services.AddOptionsWithValidateOnStart<MessageProtectionOptions>();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<MessageProtectionOptions>, MessageProtectionOptionsValidator>());
        services.AddSingleton<IPostConfigureOptions<MessageProtectionOptions>>(static provider =>
            new PostConfigureOptions<MessageProtectionOptions>(Options.DefaultName, options =>
                provider.GetService<IConfiguration>()?.GetSection(MessageProtectionOptions.Section).Bind(options)));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MessagingOptions>, MessagingOptionsValidator>());
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<DurableMessageOptions>, DurableMessageOptionsValidator>());
        services.AddSingleton<IPostConfigureOptions<MessagingOptions>>(static provider =>
            new PostConfigureOptions<MessagingOptions>(Options.DefaultName, options =>
                provider.GetService<IConfiguration>()?.GetSection(MessagingConstants.ConfigurationSection).Bind(options)));
    }

    private static void Bind(IServiceProvider provider, string name, DurableMessageOptions options)
    {
        var section = provider.GetService<IConfiguration>()?
            .GetSection($"{MessagingConstants.ConfigurationSection}:{HandlerOptionsName.ContractOf(name)}");
        if (section is null)
        {
            return;
        }

        // Binding adds to a list that is there; configured pauses replace the defaults.
        if (section.GetSection(nameof(options.RedeliveryDelays)).Exists())
        {
            options.RedeliveryDelays = [];
        }

        section.Bind(options);
    }

    private static void AddEnvelopes(this IServiceCollection services)
    {
        services.AddSingleton<KeyRing>();
        services.AddSingleton<SerializerSettings>();
        services.AddSingleton<HostDescription>();
        services.AddSingleton<EnvelopeWriter>();
    }

    private static void AddSending(this IServiceCollection services)
    {
        services.AddSingleton<StoreStartup>();
        services.TryAddSingleton(new TenantSource());
        services.AddSingleton<MessageComposer>();
        services.AddSingleton<CapacityGate>();
        services.AddSingleton<OutboxWriter>();
        services.AddSingleton<SenderDirectory>();
        services.AddSingleton(static provider => new AmbientSender(
            provider.GetRequiredService<OutboxWriter>(), provider.GetRequiredService<RequestClient>(), options: null));
        services.AddSingleton<PendingRequests>();
        services.AddSingleton<RequestClient>();
        services.AddSingleton<IOutbox, Outbox>();
    }

    private static void AddDispatching(this IServiceCollection services)
    {
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<Handover>();
        services.AddSingleton<UnsubscribedDestinations>();
        services.AddSingleton<TransportCircuit>();
        services.AddSingleton<EnvelopePublisher>();
        services.AddSingleton<PublicationSettler>();
        services.AddSingleton<Dispatcher>();
    }

    private static void AddReceiving(this IServiceCollection services)
    {
        services.AddScoped<DurableContextAccessor>();
        services.TryAddScoped(static provider => provider.GetRequiredService<DurableContextAccessor>().Context);
        services.AddSingleton<HandlerAttempt>();
        services.AddSingleton<ReplyComposer>();
        services.AddSingleton<RequestAnswering>();
        services.AddSingleton<RedeliverySignal>();
        services.AddSingleton<FailedDeliveries>();
        services.AddSingleton<EndpointFactory>();
        services.AddSingleton<RedeliveryLoop>();
        services.AddSingleton<InboxCleaner>();
    }

    private static void AddDiagnostics(this IServiceCollection services)
    {
        services.AddSingleton<OutboxReadings>();
        services.AddSingleton(static provider => new MessagingMetrics(
            provider.GetRequiredService<OutboxReadings>(), provider.GetService<IMeterFactory>()));
        services.AddSingleton<OutboxSampler>();
        services.TryAddSingleton<IMessagingMonitor, MessagingMonitor>();
        services.TryAddSingleton<IDeadLetters, DeadLetters>();
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            MessagingConstants.HealthCheckName,
            static provider => ActivatorUtilities.CreateInstance<MessagingHealthCheck>(provider),
            failureStatus: null,
            tags: null));
    }
}
