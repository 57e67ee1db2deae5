using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Resile.Recovery;
using Resile.Recovery.Hosting;
using Resile.Recovery.Processes;
using Resile.Recovery.Supervision;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds what a process needs to be watched by another.</summary>
public static class ProcessServiceCollectionExtensions
{
    /// <summary>Lets the process end with the watchdog that started it, tell it or systemd how it is, and restart as a whole. <c>AddResile</c> adds it by itself.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="configure">Sets how the system restarts; the section <c>Resile:System</c> overrides it.</param>
    /// <returns>The same services.</returns>
    /// <remarks>Adding it twice changes nothing, but each <paramref name="configure"/> counts.</remarks>
    public static IServiceCollection AddProcessRecovery(this IServiceCollection services, Action<SystemRecoveryOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (configure is not null)
        {
            services.Configure(configure);
        }

        if (services.Any(static service => service.ServiceType == typeof(IValidateOptions<SystemRecoveryOptions>)))
        {
            return services;
        }

        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static _ => ServiceManager.OfProcess);
        if (HostLife.Current is { } life)
        {
            services.TryAddSingleton(life);
        }

        services.TryAddSingleton<ISystemRecovery>(static provider => provider.GetService<HostLife>() is { } life
            ? new SupervisedHostRecovery(life)
            : new ProcessExitRecovery(
                provider.GetRequiredService<IHostApplicationLifetime>(), provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<ProcessExitRecovery>>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ParentWatch>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ServiceNotification>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SystemRecoveryOptions>, SystemRecoveryRules>(
            static provider => new SystemRecoveryRules(provider.GetService<HostLife>())));
        services.AddOptionsWithValidateOnStart<SystemRecoveryOptions>().PostConfigure<IServiceProvider>(static (options, provider) =>
            RecoveryConfiguration.Apply(provider, RecoveryConfiguration.System, options, static (section, values) => section.Bind(values)));
        return services;
    }
}
