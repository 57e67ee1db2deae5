using System.ComponentModel;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Resile.AspNetCore.LoadBalancing;
using Resile.LoadBalancing.Hosting;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the skeletons of contracts to endpoints.</summary>
public static class SkeletonEndpointRouteBuilderExtensions
{
    /// <summary>Maps every operation of a contract; generated code calls it.</summary>
    /// <param name="endpoints">What to map to.</param>
    /// <param name="skeleton">The operations.</param>
    /// <param name="configure">Sets options; the configuration has the last word.</param>
    /// <typeparam name="TContract">The contract; each call gets its implementation from the request's services.</typeparam>
    /// <returns>A builder for all of its endpoints, to ask for authorization, say.</returns>
    /// <exception cref="InvalidOperationException">Nothing implements the contract, its options cannot work, or another contract that was mapped has its name or one of its routes.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static IEndpointConventionBuilder MapSkeleton<TContract>(
        this IEndpointRouteBuilder endpoints, ServiceSkeleton<TContract> skeleton, Action<SkeletonOptions>? configure = null)
        where TContract : class
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(skeleton);
        if (endpoints.ServiceProvider.GetService<IServiceProviderIsService>() is { } known && !known.IsService(typeof(TContract)))
        {
            throw new InvalidOperationException($"Map{skeleton.Contract}() has nothing to serve: no service of type '{typeof(TContract)}' is registered. "
                + $"Add it under AddResile (Components.Add{skeleton.Contract}<...>()), or as any service.");
        }

        MappedSkeletons.Add(endpoints, skeleton);
        var options = new SkeletonOptions();
        configure?.Invoke(options);
        SkeletonOptionsFromConfiguration.Apply(options, skeleton.Contract, endpoints.ServiceProvider.GetService<IConfiguration>());
        var host = new SkeletonHost(skeleton.Contract, options, endpoints.ServiceProvider);
        var group = endpoints.MapGroup("");
        foreach (var operation in skeleton.Operations)
        {
            group.MapMethods(operation.Operation.Route, [operation.Operation.Verb], context => host.HandleAsync(operation, context))
                .WithDisplayName($"{skeleton.Contract}.{operation.Operation.Name}")
                .WithMetadata(operation.Operation);
        }

        return group;
    }
}
