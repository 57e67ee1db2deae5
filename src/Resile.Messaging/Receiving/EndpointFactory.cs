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
    // What AMQP allows.
    private const int LongestQueue = 255;

    private readonly ObjectFactory<HandlerEndpoint> _create = ActivatorUtilities.CreateFactory<HandlerEndpoint>(
        [typeof(HandlerBinding), typeof(string), typeof(DurableMessageOptions)]);

    /// <summary>Makes the endpoints, by the names of their queues.</summary>
    /// <exception cref="DurableMessageException">Two handlers have one queue, or a queue has a name that brokers do not take, or the service has none.</exception>
    public IReadOnlyDictionary<string, HandlerEndpoint> Create()
    {
        var handlers = new Dictionary<string, (HandlerBinding Binding, DurableMessageOptions Options)>(StringComparer.Ordinal);
        foreach (var registration in registrations)
        {
            var binding = registration.Bind(settings);
            var handlerOptions = options.Get(registration.OptionsName);
            var queue = EndpointName.Of(ServiceName(), binding.Contract, handlerOptions.HandlerName ?? registration.Handler.Name);
            RefuseName(queue, registration.Handler);
            handlers[queue] = handlers.TryGetValue(queue, out var other)
                ? (Merge(queue, other.Binding, binding), handlerOptions)
                : (binding, handlerOptions);
        }

        return handlers.ToDictionary(
            static pair => pair.Key,
            pair => _create(services, [pair.Value.Binding, pair.Key, pair.Value.Options]),
            StringComparer.Ordinal);
    }

    private static void RefuseName(string queue, Type handler)
    {
        if (queue.Length > LongestQueue || !queue.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'))
        {
            throw new DurableMessageException(
                $"The queue of '{handler}' would be called '{queue}', but brokers take ASCII letters, digits and hyphens, {LongestQueue} at most. The name is made of "
                + $"{MessagingConstants.ConfigurationSection}:{nameof(MessagingOptions.ServiceName)}, the contract, and {nameof(DurableMessageOptions.HandlerName)} or the handler's class.");
        }
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
