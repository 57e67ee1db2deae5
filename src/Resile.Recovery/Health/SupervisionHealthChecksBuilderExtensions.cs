using Microsoft.Extensions.Diagnostics.HealthChecks;
using Resile.Recovery.Health;
using Resile.Recovery.Supervision;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the health of supervised components.</summary>
public static class SupervisionHealthChecksBuilderExtensions
{
    private const string LiveName = "resile-supervision-live";

    /// <summary>Adds two checks: one tagged <c>live</c>, one tagged <c>ready</c> and <c>startup</c>.</summary>
    /// <param name="builder">The health checks to add to.</param>
    /// <remarks>Liveness does not fail while a component restarts; readiness does, until all components take calls.</remarks>
    public static IHealthChecksBuilder AddSupervision(this IHealthChecksBuilder builder)
    {
        builder.Services.Configure<HealthCheckServiceOptions>(static options =>
        {
            if (options.Registrations.Any(static registration => registration.Name == LiveName))
            {
                return;
            }

            options.Registrations.Add(new(LiveName,
                static services => new SupervisionHealthCheck(services.GetRequiredService<SupervisionRoot>(), isLiveness: true),
                failureStatus: null, tags: ["live"]));
            options.Registrations.Add(new("resile-supervision-ready",
                static services => new SupervisionHealthCheck(services.GetRequiredService<SupervisionRoot>(), isLiveness: false),
                failureStatus: null, tags: ["ready", "startup"]));
        });
        return builder;
    }
}
