using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Resile.Recovery.Calls;
using Resile.Recovery.Detection;
using Resile.Recovery.Failures;
using Resile.Recovery.Generations;
using Resile.Recovery.Pools;
using Resile.Recovery.Processes;
using Resile.Recovery.Supervision;
using Resile.Recovery.Telemetry;

namespace Resile.Recovery;

/// <summary>Adds supervised components: the section that the generated <c>AddXxx</c> methods extend.</summary>
public sealed class ComponentsBuilder
{
    private readonly string? _supervisor;

    /// <summary>Initializes the section, under the supervisor of those who name no other.</summary>
    /// <param name="services">The services to add to.</param>
    public ComponentsBuilder(IServiceCollection services)
        : this(services, null)
    {
    }

    private ComponentsBuilder(IServiceCollection services, string? supervisor)
    {
        Services = services;
        _supervisor = supervisor;
        AddShared(services);
    }

    /// <summary>Gets the services to add to.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Gets the components under a supervisor of its own: they are restarted together when one of them has used up its restarts.</summary>
    /// <param name="name">The supervisor's name, which no other one has in the program.</param>
    /// <param name="configure">Sets its values; the section <c>Resile:Supervisors:&lt;Name&gt;</c> overrides them.</param>
    /// <returns>A section whose components, and whose own supervisors, stand under that supervisor.</returns>
    /// <exception cref="InvalidOperationException">A supervisor of that name stands elsewhere.</exception>
    /// <remarks>Called on a section that this has returned, it makes a supervisor under that one; asked for twice, a supervisor is the same.</remarks>
    public ComponentsBuilder Under(string name, Action<SupervisorOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        AddSupervisor(name, _supervisor, configure);
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
            ThrowIfElsewhere(name);
            return this;
        }

        AddOptions(Services, name, defaults, configure, static (section, options) => section.Bind(options), RecoveryConfiguration.Component(name));
        Services.AddSingleton(services => new ComponentCell<TContract>(Settings(services, name, actions), factory, services.GetService<ComponentLoop<TContract>>()));
        Services.AddSingleton(services => proxy(services.GetRequiredService<ComponentCell<TContract>>()));
        AddChild(name, supervisor => new ComponentRegistration(name, supervisor, static services => services.GetRequiredService<ComponentCell<TContract>>()));
        return this;
    }

    /// <summary>Says what the background work of a component is. Called by generated code.</summary>
    /// <param name="loop">Runs it until the token is cancelled.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ComponentsBuilder Loop<TContract>(Func<TContract, CancellationToken, Task> loop)
        where TContract : class
    {
        Services.TryAddSingleton(new ComponentLoop<TContract>(loop));
        return this;
    }

    /// <summary>
    /// Adds components of one contract that come and go while the program runs, one for each key. Called by generated code; adding a pool twice changes nothing.
    /// </summary>
    /// <param name="name">The component's name; the supervisor of the pool has it, too, with <c>Pool</c> behind it.</param>
    /// <param name="proxy">Makes the proxy that callers hold.</param>
    /// <param name="actions">What the contract says of exceptions.</param>
    /// <param name="factory">Makes the instance of a generation, from its scope and its key.</param>
    /// <param name="defaults">Sets what the contract's attribute says.</param>
    /// <param name="configure">Sets what the program says.</param>
    /// <param name="pool">Sets the values of the pool.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ComponentsBuilder AddPool<TContract, TKey>(
        string name,
        Func<ComponentCell<TContract>, TContract> proxy,
        IReadOnlyDictionary<Type, FailureAction> actions,
        Func<IServiceProvider, TKey, TContract> factory,
        Action<AutoRecoverOptions> defaults,
        Action<AutoRecoverOptions>? configure,
        Action<ComponentPoolOptions>? pool = null)
        where TContract : class
        where TKey : notnull
    {
        var supervisor = name + "Pool";
        if (Services.Any(static service => service.ServiceType == typeof(IComponentPool<TContract, TKey>)))
        {
            return this;
        }

        if (Registrations<ChildRegistration>().Any(registration => registration.Name == supervisor))
        {
            throw new InvalidOperationException($"The pool of '{name}' needs a supervisor '{supervisor}', and there is another one of that name. Give that one another name.");
        }

        var section = RecoveryConfiguration.Supervisor(supervisor);
        AddOptions(Services, name, defaults, configure, static (values, options) => values.Bind(options), RecoveryConfiguration.Component(name));
        AddOptions<SupervisorOptions>(Services, supervisor, null, null, static (values, options) => values.Bind(options), section);
        AddOptions(Services, supervisor, null, pool, static (values, options) => values.Bind(options), section);
        Services.AddSingleton(services => new ComponentPool<TContract, TKey>(
            name,
            services.GetRequiredService<IOptionsMonitor<ComponentPoolOptions>>().Get(supervisor),
            key => new ComponentCell<TContract>(
                Settings(services, name, actions), scope => factory(scope, key), services.GetService<ComponentLoop<TContract>>()),
            proxy,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<RecoveryRandom>()));

        // Whoever asks for the pool gets one that stands in the tree.
        Services.AddSingleton<IComponentPool<TContract, TKey>>(static services =>
        {
            services.GetRequiredService<SupervisionRoot>();
            return services.GetRequiredService<ComponentPool<TContract, TKey>>();
        });
        AddChild(supervisor, parent => new PoolRegistration(supervisor, name, parent, static services => services.GetRequiredService<ComponentPool<TContract, TKey>>()));
        return this;
    }

    private static ComponentCellSettings Settings(IServiceProvider services, string name, IReadOnlyDictionary<Type, FailureAction> actions) => new(
        name,
        services.GetRequiredService<IOptionsMonitor<AutoRecoverOptions>>().Get(name),
        new FailurePolicy(actions),
        services.GetRequiredService<IServiceScopeFactory>(),
        services.GetRequiredService<CoarseClock>(),
        services.GetRequiredService<RecoveryPressure>(),
        services.GetRequiredService<RecoveryMetrics>(),
        services.GetRequiredService<TimeProvider>())
    {
        Faults = services.GetService<IGenerationFaults>(),
    };

    // A supervisor starts where it was first named, the one of those who name no other where its first component was added.
    private void AddChild(string name, Func<string, ChildRegistration> registration)
    {
        var supervisor = _supervisor ?? RecoveryConfiguration.DefaultSupervisor;
        if (_supervisor is null)
        {
            AddSupervisor(supervisor, null, null);
        }

        Services.AddSingleton(registration(supervisor));
    }

    private void ThrowIfElsewhere(string name)
    {
        var supervisor = _supervisor ?? RecoveryConfiguration.DefaultSupervisor;
        if (Registrations<ComponentRegistration>().First(registration => registration.Name == name) is var known && known.Supervisor != supervisor)
        {
            throw new InvalidOperationException($"The component '{name}' cannot stand under '{supervisor}': it stands under '{known.Supervisor}' already. "
                + "Add it once.");
        }
    }

    private void AddSupervisor(string name, string? parent, Action<SupervisorOptions>? configure)
    {
        if (name == SupervisionTree.Root)
        {
            throw new InvalidOperationException($"'{name}' is what stands above all supervisors. Give this one another name.");
        }

        var known = Registrations<ChildRegistration>().FirstOrDefault(registration => registration is not ComponentRegistration && registration.Name == name);
        if (known is null)
        {
            AddOptions<SupervisorOptions>(Services, name, null, null, static (section, options) => section.Bind(options), RecoveryConfiguration.Supervisor(name));
            Services.AddSingleton<ChildRegistration>(new SupervisorRegistration(name, parent));
        }
        else if (known.Supervisor != parent || known is PoolRegistration)
        {
            throw new InvalidOperationException($"The supervisor '{name}' cannot stand under {Place(parent)}: it stands under {Place(known.Supervisor)} already. "
                + "Give one of the two another name.");
        }

        if (configure is not null)
        {
            Services.Configure(name, configure);
        }
    }

    private IEnumerable<TRegistration> Registrations<TRegistration>() =>
        Services.Select(static service => service.ImplementationInstance).OfType<TRegistration>();

    private static string Place(string? supervisor) => supervisor is null ? "the system" : $"'{supervisor}'";

    private static void AddShared(IServiceCollection services)
    {
        services.AddLogging();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static provider => new CoarseClock(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static _ => new RecoveryRandom(Environment.TickCount));
        services.TryAddSingleton(static provider => new RecoveryPressure(provider.GetRequiredService<TimeProvider>()));
        DetectionServices.Add(services);
        services.TryAddSingleton<RecoveryMetrics>();
        services.AddProcessRecovery();
        services.TryAddSingleton<SystemRung>();
        services.TryAddSingleton<SupervisionRoot>();
        services.TryAddSingleton<ISupervision>(static provider => provider.GetRequiredService<SupervisionRoot>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SupervisionRoot>(
            static provider => provider.GetRequiredService<SupervisionRoot>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICriticalProgress, SupervisionProgress>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AutoRecoverOptions>, OptionsRules>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SupervisorOptions>, OptionsRules>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ComponentPoolOptions>, OptionsRules>());
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

        options.PostConfigure<IServiceProvider>((values, provider) => RecoveryConfiguration.Apply(provider, section, values, bind));
    }
}
