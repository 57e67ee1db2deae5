using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Resile.Recovery.Detection;

/// <summary>Adds what finds failures that no caller reports.</summary>
internal static class DetectionServices
{
    /// <summary>Adds it, once.</summary>
    public static void Add(IServiceCollection services)
    {
        if (services.Any(static service => service.ServiceType == typeof(SelfDoubt)))
        {
            return;
        }

        services.AddSingleton<SelfDoubt>();
        services.TryAddSingleton<IStallSensor>(static provider => provider.GetRequiredService<TimeProvider>() == TimeProvider.System
            ? new MachineStallSensor(TimeProvider.System)
            : new VirtualStallSensor());
        services.AddSingleton<IValidateOptions<SelfDoubtOptions>, SelfDoubtRules>();
        services.AddOptionsWithValidateOnStart<SelfDoubtOptions>().PostConfigure<IServiceProvider>(static (options, provider) =>
            provider.GetService<IConfiguration>()?.GetSection(RecoveryConfiguration.SelfDoubt).Bind(options));
    }
}
