using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Http;

namespace Resile.LoadBalancing;

public sealed partial class ClientsBuilder
{
    /// <summary>Adds a handler that balances any client that takes one; it is a keyed service of its name.</summary>
    /// <param name="name">The name of its options, and of the service that it calls if they say nothing else.</param>
    /// <param name="configure">Sets options; the configuration has the last word, under <c>Resile:Clients:&lt;name&gt;</c>.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">A contract of the same name has been added.</exception>
    public ClientsBuilder AddHandler(string name, Action<LoadBalancedOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var contract = new HandlerContract(name);
        if (!IsAdded<BalancingHandler>(contract.Contract))
        {
            Services.AddKeyedTransient(name, (provider, _) => new BalancingHandler(provider.GetRequiredService<BalancedClients>().ChannelOf(contract.Contract), contract));
        }

        return Add<BalancingHandler>(contract.Contract, configure);
    }

    /// <summary>Adds clients of any type, one for each endpoint of a service, as a singleton <see cref="PerEndpoint{TClient}"/>, which is also a keyed service of its name.</summary>
    /// <param name="name">The name of its options, and of the service that it calls if they say nothing else.</param>
    /// <param name="create">Makes the client of an endpoint, with the root services; called once when the endpoint appears. What it returns is disposed when the endpoint goes.</param>
    /// <param name="configure">Sets options; the configuration has the last word, under <c>Resile:Clients:&lt;name&gt;</c>. Addresses may have any scheme.</param>
    /// <typeparam name="TClient">The type of a client, which must be safe for threads.</typeparam>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">A contract of the same name has been added.</exception>
    public ClientsBuilder AddPerEndpoint<TClient>(string name, Func<IServiceProvider, Endpoint, TClient> create, Action<LoadBalancedOptions>? configure = null)
        where TClient : class
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(create);
        var operation = new BalancedOperation("Call", "");
        var contract = new BalancedContract(name, name, LoadBalancingPolicies.PeakEwma, operation)
        {
            Transport = TransportSchemes.Any,
            IsForwarded = true,
            CreateTransport = (services, endpoint) => new ClientTransport<TClient>(endpoint, create(services, endpoint)),
        };
        if (!IsAdded<PerEndpoint<TClient>>(contract))
        {
            Services.AddKeyedSingleton(name, (provider, _) => new PerEndpoint<TClient>(provider.GetRequiredService<BalancedClients>().RunnerOf(contract), operation));
            Services.TryAddSingleton(provider => provider.GetRequiredKeyedService<PerEndpoint<TClient>>(name));
        }

        return Add<PerEndpoint<TClient>>(contract, configure);
    }
}
