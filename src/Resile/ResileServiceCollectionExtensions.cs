using Resile;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Resile to a program.</summary>
public static class ResileServiceCollectionExtensions
{
    /// <summary>Adds balanced clients, supervised components and durable messages.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="configure">Says what to add. Each section has the methods that were generated for the program's contracts.</param>
    /// <returns>The same services.</returns>
    /// <remarks>It may be called several times; adding the same thing twice changes nothing.</remarks>
    public static IServiceCollection AddResile(this IServiceCollection services, Action<ResileBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);

        // Whatever a program uses of Resile: where a watchdog or systemd started it, it says how it is, and ends with its watchdog.
        services.AddProcessRecovery();
        configure(new ResileBuilder(services));
        return services;
    }
}
