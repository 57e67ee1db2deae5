using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Resile.Messaging.Envelopes;

namespace Resile.Messaging.Receiving;

/// <summary>Makes the endpoints of all handlers that were added.</summary>
internal sealed class EndpointFactory(
    IServiceProvider services,
    IEnumerable<HandlerRegistration> registrations,
    SerializerSettings settings,
    IOptions<MessagingOptions> messaging,
    IOptionsMonitor<DurableMessageOptions> options)
{
    private readonly ObjectFactory<HandlerEndpoint> _create = ActivatorUtilities.CreateFactory<HandlerEndpoint>(
        [typeof(HandlerBinding), typeof(string), typeof(DurableMessageOptions)]);

    /// <summary>Makes the endpoints, by the names of their queues.</summary>
    /// <exception cref="DurableMessageException">Two handlers have one queue, or the service has no name.</exception>
    public IReadOnlyDictionary<string, HandlerEndpoint> Create()
    {
        var handlers = new Dictionary<string, (HandlerBinding Binding, DurableMessageOptions Options)>(StringComparer.Ordinal);
        foreach (var registration in registrations)
        {
            var binding = registration.Bind(settings);
            var handlerOptions = options.Get(registration.OptionsName);
            var queue = EndpointName.Of(ServiceName(), binding.Contract, handlerOptions.HandlerName ?? registration.Handler.Name);
            handlers[queue] = handlers.TryGetValue(queue, out var other)
                ? (Merge(queue, other.Binding, binding), handlerOptions)
                : (binding, handlerOptions);
        }

        return handlers.ToDictionary(
            static pair => pair.Key,
            pair => _create(services, [pair.Value.Binding, pair.Key, pair.Value.Options]),
            StringComparer.Ordinal);
    }

    private static MergedHandlerBinding Merge(string queue, HandlerBinding first, HandlerBinding second)
    {
        if (first.Handler != second.Handler || first.Contract != second.Contract)
        {
            throw new DurableMessageException(
                $"The handlers '{first.Handler}' and '{second.Handler}' both have the queue '{queue}'. "
                + $"Set {nameof(DurableMessageOptions.HandlerName)} of one of them.");
        }

        return new MergedHandlerBinding(first, second);
    }

    private string ServiceName() =>
        messaging.Value.ServiceName
        ?? services.GetService<IHostEnvironment>()?.ApplicationName
        ?? throw new DurableMessageException(
            $"The service has no name for its queues. Set {MessagingConstants.ConfigurationSection}:{nameof(MessagingOptions.ServiceName)}.");
}
