using System.ComponentModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.ServiceDiscovery;
using Resile.LoadBalancing.Calls;
using Resile.LoadBalancing.Configuration;
using Resile.LoadBalancing.Http;
using Resile.LoadBalancing.NameServers;
using Resile.LoadBalancing.Policies;
using Resile.LoadBalancing.Tcp;
using Resile.LoadBalancing.Udp;

namespace Resile.LoadBalancing;

/// <summary>Adds balanced clients to a program. The methods that name contracts are generated.</summary>
public sealed partial class ClientsBuilder
{
    /// <summary>Begins to add clients.</summary>
    /// <param name="services">The services to add them to.</param>
    public ClientsBuilder(IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        Services = services;
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<LoadBalancerCatalog>();
        services.TryAddSingleton<RetryBudgets>();
        services.TryAddSingleton<DiscoveryCheck>();
        services.TryAddSingleton<DnsResolver>();
        services.TryAddSingleton<BalancedClients>();
        services.TryAddSingleton<IBalancedClients>(static provider => provider.GetRequiredService<BalancedClients>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<LoadBalancedOptions>, LoadBalancedOptionsFromConfiguration>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<LoadBalancedOptions>, LoadBalancedOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ContractCheck>());
        services.AddServiceDiscoveryCore();
        if (services.All(static service => service.ServiceType != typeof(IServiceEndpointProviderFactory)))
        {
            services.AddConfigurationServiceEndpointProvider();
        }
    }

    /// <summary>Gets the services that clients are added to.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Adds a policy of your own, or replaces one that has the same name.</summary>
    /// <param name="name">The name by which <c>[LoadBalanced]</c>, code and configuration choose it; case does not matter.</param>
    /// <param name="create">Makes the policy; called once for each client.</param>
    /// <returns>This builder.</returns>
    public ClientsBuilder AddPolicy(string name, Func<LoadBalancerContext, LoadBalancer> create)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(create);
        Services.AddSingleton(new LoadBalancerRegistration(name, create));
        return this;
    }

    /// <summary>Adds the client of a contract as a singleton; generated code calls it.</summary>
    /// <param name="contract">What generated code says of the contract.</param>
    /// <param name="create">Makes the generated client.</param>
    /// <param name="configure">Sets options; the configuration has the last word.</param>
    /// <typeparam name="TContract">The contract.</typeparam>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">Another contract of the same name has been added.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ClientsBuilder Add<TContract>(
        BalancedContract contract, Func<HttpChannel, TContract> create, Action<LoadBalancedOptions>? configure = null)
        where TContract : class
    {
        ArgumentNullException.ThrowIfNull(contract);
        ArgumentNullException.ThrowIfNull(create);
        return Add(contract, clients => create(clients.ChannelOf(contract)), configure);
    }

    /// <summary>Adds the client of a contract that travels over TCP as a singleton; generated code calls it.</summary>
    /// <inheritdoc cref="Add{TContract}(BalancedContract, Func{HttpChannel, TContract}, Action{LoadBalancedOptions})"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ClientsBuilder Add<TContract>(
        BalancedContract contract, Func<TcpChannel, TContract> create, Action<LoadBalancedOptions>? configure = null)
        where TContract : class
    {
        ArgumentNullException.ThrowIfNull(contract);
        ArgumentNullException.ThrowIfNull(create);
        return Add(contract, clients => create(clients.TcpChannelOf(contract)), configure);
    }

    /// <summary>Adds the client of a contract that travels over UDP as a singleton; generated code calls it.</summary>
    /// <inheritdoc cref="Add{TContract}(BalancedContract, Func{HttpChannel, TContract}, Action{LoadBalancedOptions})"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ClientsBuilder Add<TContract>(
        BalancedContract contract, Func<UdpChannel, TContract> create, Action<LoadBalancedOptions>? configure = null)
        where TContract : class
    {
        ArgumentNullException.ThrowIfNull(contract);
        ArgumentNullException.ThrowIfNull(create);
        return Add(contract, clients => create(clients.UdpChannelOf(contract)), configure);
    }

    private ClientsBuilder Add<TContract>(BalancedContract contract, Func<BalancedClients, TContract> create, Action<LoadBalancedOptions>? configure)
        where TContract : class
    {
        if (!IsAdded<TContract>(contract))
        {
            Services.TryAddSingleton(provider => create(provider.GetRequiredService<BalancedClients>()));
        }

        return Add<TContract>(contract, configure);
    }

    private ClientsBuilder Add<TContract>(BalancedContract contract, Action<LoadBalancedOptions>? configure)
        where TContract : class
    {
        if (!IsAdded<TContract>(contract))
        {
            Services.AddSingleton(new ContractRegistration(contract, typeof(TContract)));
            Services.AddOptionsWithValidateOnStart<LoadBalancedOptions>(contract.Name).Configure(options =>
            {
                options.Service = contract.Service;
                options.Policy = contract.Policy;
                options.Canary.TakeOver(contract.Canary);
                options.Shadow.TakeOver(contract.Shadow);
            });
        }

        if (configure is not null)
        {
            Services.Configure(contract.Name, configure);
        }

        return this;
    }

    private bool IsAdded<TContract>(BalancedContract contract)
    {
        var same = Services.Select(static service => service.ImplementationInstance).OfType<ContractRegistration>()
            .FirstOrDefault(registration => string.Equals(registration.Contract.Name, contract.Name, StringComparison.OrdinalIgnoreCase));
        return same is null || same.ContractType == typeof(TContract)
            ? same is not null
            : throw new InvalidOperationException($"'{same.ContractType}' and '{typeof(TContract)}' are both called '{contract.Name}', and so would "
                + "share their options. Rename one of them.");
    }
}
