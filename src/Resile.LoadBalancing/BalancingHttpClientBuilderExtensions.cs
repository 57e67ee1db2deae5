using Resile.LoadBalancing;
using Resile.LoadBalancing.Http;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Balances the clients of <see cref="System.Net.Http.IHttpClientFactory"/>.</summary>
public static class BalancingHttpClientBuilderExtensions
{
    /// <summary>Balances a client over the endpoints of a service; it replaces the client's primary handler.</summary>
    /// <param name="builder">The client.</param>
    /// <param name="name">The name of the options, and of the service if they say nothing else.</param>
    /// <param name="configure">Sets options; the configuration has the last word, under <c>Resile:Clients:&lt;name&gt;</c>.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// Handlers that the client has besides run once for each call, outside the balancing; those that <see cref="LoadBalancedOptions.AddHandler"/> adds run for each attempt. The client needs
    /// a <see cref="HttpClient.BaseAddress"/> as ever; scheme, host and port of it are replaced by those of an endpoint.
    /// </remarks>
    public static IHttpClientBuilder AddResileLoadBalancing(this IHttpClientBuilder builder, string name, Action<LoadBalancedOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        new ClientsBuilder(builder.Services).AddHandler(name, configure);
        return builder.ConfigurePrimaryHttpMessageHandler(provider => provider.GetRequiredKeyedService<BalancingHandler>(name));
    }
}
