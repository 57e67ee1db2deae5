using Microsoft.Extensions.Diagnostics.HealthChecks;
using Resile.Recovery.Health;
using Resile.Recovery.Supervision;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the health of supervised components.</summary>
public static class SupervisionHealthChecksBuilderExtensions
{
    private const string LiveName = "resile-supervision-live";

    /// <summary>Adds three checks, tagged <c>live</c>, <c>ready</c> and <c>startup</c>.</summary>
    /// <param name="builder">The health checks to add to.</param>
    /// <remarks>
    /// Liveness does not fail while a component restarts, and is degraded while one waits before it starts again. Readiness fails until all permanent components take calls, and is degraded
    /// while others start; one that has ended for good is not missed. Startup succeeds once all have taken calls, and then for ever.
    /// </remarks>
    public static IHealthChecksBuilder AddSupervision(this IHealthChecksBuilder builder)
    {
        builder.Services.Configure<HealthCheckServiceOptions>(static options =>
        {
            if (options.Registrations.Any(static registration => registration.Name == LiveName))
            {
                return;
            }

            options.Registrations.Add(new(LiveName,
                static services => new SupervisionHealthCheck(services.GetRequiredService<SupervisionRoot>(), SupervisionCheck.Live),
                failureStatus: null, tags: ["live"]));
            options.Registrations.Add(new("resile-supervision-ready",
                static services => new SupervisionHealthCheck(services.GetRequiredService<SupervisionRoot>(), SupervisionCheck.Ready),
                failureStatus: null, tags: ["ready"]));
            options.Registrations.Add(new("resile-supervision-startup",
                static services => new SupervisionHealthCheck(services.GetRequiredService<SupervisionRoot>(), SupervisionCheck.Startup),
                failureStatus: null, tags: ["startup"]));
        });
        return builder;
    }
}
