using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Resile.Recovery.Calls;
using Resile.Recovery.Failures;
using Resile.Recovery.Generations;
using Resile.Recovery.Processes;
using Resile.Recovery.Supervision;
using Resile.Recovery.Telemetry;

namespace Resile.Recovery;

/// <summary>Adds supervised components: the section that the generated <c>AddXxx</c> methods extend.</summary>
public sealed class ComponentsBuilder
{
    private readonly string _supervisor;

    /// <summary>Initializes the section, under the supervisor of those who name no other.</summary>
    /// <param name="services">The services to add to.</param>
    public ComponentsBuilder(IServiceCollection services)
        : this(services, RecoveryConfiguration.DefaultSupervisor)
    {
    }

    private ComponentsBuilder(IServiceCollection services, string supervisor)
    {
        Services = services;
        _supervisor = supervisor;
        AddShared(services);
        AddOptions<SupervisorOptions>(services, supervisor, null, null, static (section, options) => section.Bind(options),
            RecoveryConfiguration.Supervisor(supervisor));
    }

    /// <summary>Gets the services to add to.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Gets the components under a supervisor of its own: they are restarted together when one of them has used up its restarts.</summary>
    /// <param name="name">The supervisor's name.</param>
    /// <param name="configure">Sets its values; the section <c>Resile:Supervisors:&lt;Name&gt;</c> overrides them.</param>
    public ComponentsBuilder Under(string name, Action<SupervisorOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (configure is not null)
        {
            Services.Configure(name, configure);
        }

        return new ComponentsBuilder(Services, name);
    }

    /// <summary>Adds a component. Called by generated code; adding a contract twice changes nothing.</summary>
    /// <param name="name">The component's name.</param>
    /// <param name="proxy">Makes the proxy that callers hold.</param>
    /// <param name="actions">What the contract says of exceptions.</param>
    /// <param name="defaults">Sets what the contract's attribute says.</param>
    /// <param name="configure">Sets what the program says.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ComponentsBuilder Add<TContract, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TImplementation>(
        string name,
        Func<ComponentCell<TContract>, TContract> proxy,
        IReadOnlyDictionary<Type, FailureAction> actions,
        Action<AutoRecoverOptions> defaults,
        Action<AutoRecoverOptions>? configure)
        where TContract : class
        where TImplementation : class, TContract
    {
        // Its constructor is looked for once; a generation is made without reflection.
        var create = ActivatorUtilities.CreateFactory<TImplementation>([]);
        return Add(name, proxy, actions, services => create(services, null), defaults, configure);
    }

    /// <summary>Adds a component that a delegate makes. Called by generated code; adding a contract twice changes nothing.</summary>
    /// <param name="name">The component's name.</param>
    /// <param name="proxy">Makes the proxy that callers hold.</param>
    /// <param name="actions">What the contract says of exceptions.</param>
    /// <param name="factory">Makes the instance of a generation from its scope.</param>
    /// <param name="defaults">Sets what the contract's attribute says.</param>
    /// <param name="configure">Sets what the program says.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ComponentsBuilder Add<TContract>(
        string name,
        Func<ComponentCell<TContract>, TContract> proxy,
        IReadOnlyDictionary<Type, FailureAction> actions,
        Func<IServiceProvider, TContract> factory,
        Action<AutoRecoverOptions> defaults,
        Action<AutoRecoverOptions>? configure)
        where TContract : class
    {
        if (Services.Any(static service => service.ServiceType == typeof(ComponentCell<TContract>)))
        {
            return this;
        }

        AddOptions(Services, name, defaults, configure, static (section, options) => section.Bind(options), RecoveryConfiguration.Component(name));
        Services.AddSingleton(services => new ComponentCell<TContract>(
            new ComponentCellSettings(
                name,
                services.GetRequiredService<IOptionsMonitor<AutoRecoverOptions>>().Get(name),
                new FailurePolicy(actions),
                services.GetRequiredService<IServiceScopeFactory>(),
                services.GetRequiredService<CoarseClock>(),
                services.GetRequiredService<RecoveryPressure>(),
                services.GetRequiredService<RecoveryMetrics>(),
                services.GetRequiredService<TimeProvider>()),
            factory));
        Services.AddSingleton(services => proxy(services.GetRequiredService<ComponentCell<TContract>>()));
        Services.AddSingleton(new ComponentRegistration(name, _supervisor, static services => services.GetRequiredService<ComponentCell<TContract>>()));
        return this;
    }

    private static void AddShared(IServiceCollection services)
    {
        services.AddLogging();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static provider => new CoarseClock(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static _ => new RecoveryRandom(Environment.TickCount));
        services.TryAddSingleton(static provider => new RecoveryPressure(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<RecoveryMetrics>();
        services.TryAddSingleton<ISystemRecovery, ProcessExitRecovery>();
        services.TryAddSingleton<SystemRung>();
        services.TryAddSingleton<SupervisionRoot>();
        services.TryAddSingleton<ISupervision>(static provider => provider.GetRequiredService<SupervisionRoot>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SupervisionRoot>(
            static provider => provider.GetRequiredService<SupervisionRoot>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ParentWatch>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AutoRecoverOptions>, OptionsRules>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SupervisorOptions>, OptionsRules>());
        services.TryAddScoped<RecoveryContextHolder>();
        services.TryAddScoped(static provider => provider.GetRequiredService<RecoveryContextHolder>().Context
            ?? throw new InvalidOperationException("RecoveryContext can be injected into supervised components alone. Take it out of this constructor."));
    }

    // The attribute speaks first, then the program, and the configuration has the last word.
    private static void AddOptions<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(
        IServiceCollection services, string name, Action<TOptions>? defaults, Action<TOptions>? configure,
        Action<IConfiguration, TOptions> bind, string section)
        where TOptions : class
    {
        var options = services.AddOptionsWithValidateOnStart<TOptions>(name);
        if (defaults is not null)
        {
            options.Configure(defaults);
        }

        if (configure is not null)
        {
            options.Configure(configure);
        }

        options.PostConfigure<IServiceProvider>((values, provider) =>
        {
            if (provider.GetService<IConfiguration>() is { } configuration)
            {
                bind(configuration.GetSection(section), values);
            }
        });
    }
}
