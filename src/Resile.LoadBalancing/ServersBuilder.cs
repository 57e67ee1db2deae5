using System.ComponentModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Resile.LoadBalancing.Configuration;
using Resile.LoadBalancing.Hosting;
using Resile.LoadBalancing.Tcp;
using Resile.LoadBalancing.Udp;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing;

/// <summary>Adds servers that need no ASP.NET to a program. The methods that name contracts are generated.</summary>
public sealed class ServersBuilder
{
    /// <summary>Begins to add servers.</summary>
    /// <param name="services">The services to add them to.</param>
    public ServersBuilder(IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        Services = services;
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ITcpServers, TcpServers>();
        services.TryAddSingleton<IUdpServers, UdpServers>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<TcpServerOptions>, TcpServerOptionsFromConfiguration>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TcpServerOptions>, TcpServerOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<UdpServerOptions>, UdpServerOptionsFromConfiguration>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<UdpServerOptions>, UdpServerOptionsValidator>());
    }

    /// <summary>Gets the services that servers are added to.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Serves a contract over TCP; generated code calls it.</summary>
    /// <param name="skeleton">The operations.</param>
    /// <param name="configure">Sets options; the configuration has the last word.</param>
    /// <typeparam name="TContract">The contract; each call gets its implementation from a scope of its own.</typeparam>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">Another contract of the same name has been added.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ServersBuilder Add<TContract>(ServiceSkeleton<TContract> skeleton, Action<TcpServerOptions>? configure = null)
        where TContract : class
    {
        ArgumentNullException.ThrowIfNull(skeleton);
        if (!IsAdded<TContract>(skeleton.Contract))
        {
            var contract = ServedContract.Of(skeleton);
            Services.AddSingleton(contract);
            Services.AddOptionsWithValidateOnStart<TcpServerOptions>(skeleton.Contract);
            Services.AddKeyedSingleton(contract, static (services, key) => new TcpServer((ServedContract)key!, services));
            Services.AddSingleton<IHostedService>(services => services.GetRequiredKeyedService<TcpServer>(contract));
        }

        if (configure is not null)
        {
            Services.Configure(skeleton.Contract, configure);
        }

        return this;
    }

    /// <summary>Serves a contract over UDP; generated code calls it.</summary>
    /// <param name="skeleton">The operations.</param>
    /// <param name="configure">Sets options; the configuration has the last word.</param>
    /// <typeparam name="TContract">The contract; each call gets its implementation from a scope of its own.</typeparam>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">Another contract of the same name has been added.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ServersBuilder AddUdp<TContract>(ServiceSkeleton<TContract> skeleton, Action<UdpServerOptions>? configure = null)
        where TContract : class
    {
        ArgumentNullException.ThrowIfNull(skeleton);
        if (!IsAdded<TContract>(skeleton.Contract))
        {
            var contract = ServedContract.Of(skeleton);
            Services.AddSingleton(new UdpServed(contract));
            Services.AddOptionsWithValidateOnStart<UdpServerOptions>(skeleton.Contract);
            Services.AddKeyedSingleton(contract, static (services, key) => new UdpServer((ServedContract)key!, services));
            Services.AddSingleton<IHostedService>(services => services.GetRequiredKeyedService<UdpServer>(contract));
        }

        if (configure is not null)
        {
            Services.Configure(skeleton.Contract, configure);
        }

        return this;
    }

    private bool IsAdded<TContract>(string name)
    {
        var same = Services.Where(static service => !service.IsKeyedService)
            .Select(static service => service.ImplementationInstance as ServedContract ?? (service.ImplementationInstance as UdpServed)?.Contract)
            .FirstOrDefault(served => string.Equals(served?.Name, name, StringComparison.OrdinalIgnoreCase));
        return same is null || same.Type == typeof(TContract)
            ? same is not null
            : throw new InvalidOperationException($"'{same.Type}' and '{typeof(TContract)}' are both called '{name}', and so would share their options. "
                + "Rename one of the interfaces.");
    }
}
